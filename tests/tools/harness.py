# SPDX-License-Identifier: LGPL-2.1-or-later
"""What the Python tests share: the emulator as a process, and programs run to their end.

Every wait has a bound. Tests are plain functions named test_*; main() runs them
and speaks TAP.
"""

import os
import re
import select
import signal
import subprocess
import sys
import tempfile
import time
import traceback

SOURCE = os.path.normpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
COCHLSENSE = os.environ.get("COCHLSENSE", "cochlsense")
BUILD = os.path.dirname(os.path.dirname(COCHLSENSE))
KEY = "S3CRETKEY"
BOUND = 120


def read_line(pipe, bound=30):
    """The next line of an unbuffered pipe; fails when none comes in time."""
    line = b""
    while not line.endswith(b"\n"):
        if not select.select([pipe], [], [], bound)[0]:
            raise AssertionError(f"no line within {bound} s, only {line!r}")
        byte = os.read(pipe.fileno(), 1)
        if not byte:
            raise AssertionError(f"ended after {line!r}")
        line += byte
    return line.decode().rstrip("\n")


def without_leaks(env):
    """Leak detection of the sanitizers needs the slow unwinder; tests/common/emulator.c has it for the emulator."""
    options = env.get("ASAN_OPTIONS")
    return dict(env, ASAN_OPTIONS=options + ":detect_leaks=0:fast_unwind_on_malloc=1") if options else env


class Emulator:
    """cochlsense emulate, for the time of a with block."""

    def __init__(self, *arguments):
        self.arguments = arguments

    def __enter__(self):
        self.process = subprocess.Popen([COCHLSENSE, "emulate", "--port", "0", *self.arguments],
                                        env=without_leaks(os.environ), stdin=subprocess.DEVNULL,
                                        stdout=subprocess.PIPE)
        line = read_line(self.process.stdout)
        assert line.startswith("listening on http://127.0.0.1:"), line
        self.address = line.split()[-1]
        self.base_url = self.address + "/sense/api/v1"
        return self

    def __exit__(self, *_):
        self.process.terminate()
        try:
            self.process.wait(BOUND)
        finally:
            self.process.kill()
            self.process.stdout.close()
        assert self.process.returncode == 0, f"the emulator ended with {self.process.returncode}"


class Camera:
    """A camera over RTSP (tests/common/camera-program.c), for the time of a with block."""

    def __init__(self, audio="aac", port=0):
        self.command = [os.environ["COCHLSENSE_CAMERA"], "--audio", audio, "--port", str(port)]

    def __enter__(self):
        self.process = subprocess.Popen(self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        line = read_line(self.process.stdout)
        assert line.startswith("listening on rtsp://127.0.0.1:"), line
        self.uri = line.split()[-1]
        self.port = int(self.uri.split(":")[-1].split("/")[0])
        return self

    def __exit__(self, *_):
        """Cuts its power."""
        self.process.kill()
        self.process.communicate(timeout=BOUND)


def foreign(env):
    """The environment for a program that is not ours and loads the plugin (tests/meson.build)."""
    preload = os.environ.get("COCHLSENSE_PRELOAD")
    if preload:
        env = dict(without_leaks(env), LD_PRELOAD=preload)
    return env


def run(*command, env=None, status=0, ours=False, **more):
    """Runs a program without input; returns its output and its errors as text."""
    whole = {**os.environ, "COCHL_API_KEY": KEY, **(env or {})}
    done = subprocess.run(command, env=whole if ours else foreign(whole), stdin=subprocess.DEVNULL,
                          capture_output=True, text=True, timeout=BOUND, **more)
    assert done.returncode == status, \
        f"{' '.join(command)}: ended with {done.returncode}, not {status}\n{done.stdout}\n{done.stderr}"
    return done.stdout, done.stderr


class Program:
    """A program that runs until it is told to stop, for the time of a with block; what it says is read as it comes."""

    def __init__(self, *command, ours, env=None, **more):
        env = {**os.environ, "COCHL_API_KEY": KEY, **(env or {})}
        self.process = subprocess.Popen(command, env=env if ours else foreign(env), stdin=subprocess.DEVNULL,
                                        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **more)
        self.output = ""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait(BOUND)
        self.process.stdout.close()

    def wait_for(self, pattern, times=1):
        end = time.monotonic() + BOUND
        while len(re.findall(pattern, self.output, re.M)) < times:
            assert select.select([self.process.stdout], [], [], max(0, end - time.monotonic()))[0], \
                f"no {pattern!r} {times} times in\n{self.output}"
            piece = os.read(self.process.stdout.fileno(), 4096)
            assert piece, f"ended without {pattern!r} {times} times:\n{self.output}"
            self.output += piece.decode()

    def stop(self):
        self.process.send_signal(signal.SIGINT)
        self.output += self.process.communicate(timeout=BOUND)[0].decode()
        assert self.process.returncode == 0, (self.process.returncode, self.output)
        assert KEY not in self.output


def make_sound(folder):
    path = os.path.join(folder, "sound.wav")
    run(os.path.join(BUILD, "examples", "make-sound"), path, ours=True)
    return path


def main(scope):
    """Runs the test_* functions of a module, each in a folder of its own."""
    tests = {name: value for name, value in scope.items() if name.startswith("test_")}
    print("TAP version 13")
    print(f"1..{len(tests)}", flush=True)
    failed = False
    for number, (name, test) in enumerate(tests.items(), 1):
        try:
            with tempfile.TemporaryDirectory() as folder:
                reason = test(folder)
            print(f"ok {number} {name}" + (f" # SKIP {reason}" if reason else ""), flush=True)
        except Exception:
            failed = True
            for line in traceback.format_exc().splitlines():
                print("#", line, file=sys.stderr)
            print(f"not ok {number} {name}", flush=True)
    sys.exit(1 if failed else 0)
