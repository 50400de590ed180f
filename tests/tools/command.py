# SPDX-License-Identifier: LGPL-2.1-or-later
"""The command as such: dispatch, usage errors, exit codes, how the emulator starts and ends, tags."""

import contextlib
import http.client
import json
import os
import re
import resource
import signal
import socket
import ssl
import subprocess
import urllib.request

from harness import BOUND, COCHLSENSE, KEY, Emulator, main, read_line, run


def refuse(*arguments, status=2, env=None):
    out, err = run(COCHLSENSE, *arguments, status=status, env=env, ours=True)
    assert out == "", out
    return err


def contains(text, *parts):
    for part in parts:
        assert part in text, f"no {part!r} in:\n{text}"


def test_help_and_version(_):
    out, err = run(COCHLSENSE, "--version", ours=True)
    assert re.fullmatch(r"cochlsense \d+\.\d+\.\d+\n", out) and not err, out
    contains(run(COCHLSENSE, "--help", ours=True)[0], "COMMAND", "emulate", "tags", "Exit codes")
    contains(run(COCHLSENSE, "emulate", "--help", ours=True)[0], "cochlsense emulate", "--analysis-time", "any@5=reset-after",
             "recognises nothing")
    contains(run(COCHLSENSE, "tags", "--port", "5", "-h", ours=True)[0], "cochlsense tags", "--base-url", "COCHL_API_KEY")


def test_usage_errors(_):
    contains(refuse(), "a command is missing", "cochlsense --help")
    contains(refuse("fly"), "unknown command: fly")
    contains(refuse("--fly"), "unknown option: --fly")
    for arguments, text in (
            (["--fly"], "--fly"), (["there"], "no arguments"), (["--port", "x"], "x"), (["--port", "65536"], "port"),
            (["--port", "-1"], "port"), (["--tone", "Siren"], "HZ=TAG"), (["--fail", "chunk@0=500"], "CALL[@N[xCOUNT]]"),
            (["--rate-limit", "30"], "N/SECONDS"), (["--latency", "-1"], "latency"), (["--analysis-time", "-1"], "analysis-time"),
            (["--analysis-rate", "-1"], "analysis-rate"), (["--window-size", "0"], "window-size"),
            (["--window-hop", "0"], "window-hop"), (["--create-status", "204"], "create-status"),
            (["--max-chunk", "0"], "max-chunk"), (["--session-lifetime", "0"], "session-lifetime"),
            (["--hold", "-1"], "hold"), (["--predict-data", "all"], "predict-data"), (["--stream-life", "-1"], "stream-life"),
            (["--stream-length", "-1"], "stream-length"), (["--tls", "/nowhere.pem"], "CERT and KEY"),
            (["--tls", "/nowhere.pem", "/nowhere.key"], "/nowhere.pem")):
        contains(refuse("emulate", *arguments), "cochlsense emulate: ", text, "cochlsense emulate --help")
    contains(refuse("tags", "there"), "no arguments")


@contextlib.contextmanager
def start(*arguments, **more):
    """An emulator that a failed test does not wait for."""
    with subprocess.Popen([COCHLSENSE, "emulate", *arguments],
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, **more) as process:
        try:
            yield process
        finally:
            process.kill()


def test_start_and_end(_):
    for number in signal.SIGTERM, signal.SIGINT:
        with start("--port", "0", stdin=subprocess.DEVNULL) as process:
            line = read_line(process.stdout)
            assert re.fullmatch(r"listening on http://127\.0\.0\.1:\d+", line), line
            process.send_signal(number)
            out, err = process.communicate(timeout=BOUND)
            assert process.returncode == 0 and out == b"", (process.returncode, out)
            assert err.count(b"\n") == 1 and b"recognises nothing" in err, err


def test_until_stdin_closes(_):
    with start("--until-stdin-closes", stdin=subprocess.PIPE) as process:
        read_line(process.stdout)
        process.stdin.write(b"still here\n")
        process.stdin.flush()
        process.communicate(timeout=BOUND)
        assert process.returncode == 0, process.returncode


def test_port_taken(_):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        contains(refuse("emulate", "--port", port, status=1), "cannot listen on port " + port)


def call(url, key=KEY, method="GET"):
    request = urllib.request.Request(url, method=method, headers={"X-Api-Key": key})
    try:
        with urllib.request.urlopen(request, timeout=BOUND) as reply:
            return reply.status
    except urllib.error.HTTPError as refusal:
        return refusal.code


def test_log(_):
    """Each call is told on stderr, and the key is not."""
    with start("--verbose", "--key", KEY, "--fail", "tags@3=reset", stdin=subprocess.DEVNULL) as process:
        base = read_line(process.stdout).split()[-1] + "/sense/api/v1"
        assert call(base + "/tags/official") == 200
        assert call(base + "/tags/official", "S3CRETKEY2") == 401
        try:
            call(base + "/tags/official")
        except OSError:
            pass
        process.terminate()
        err = process.communicate(timeout=BOUND)[1].decode()
        contains(err, "GET /sense/api/v1/tags/official -> 200\n", "-> 401\n", "-> broken off\n")
        assert "S3CRET" not in err, err


CERTIFICATE = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "unit", "client", "test-certificate.pem")


def test_tls(_):
    """The same calls over HTTPS, on connections that are kept and that are closed; faults and control, too."""
    trusting = ssl.create_default_context(cafile=CERTIFICATE)
    # LeakSanitizer of GCC 12 breaks off at what GnuTLS keeps in a living thread, unless it leaves that out.
    env = {**os.environ, "ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", "") + ":intercept_tls_get_addr=0"}
    with start("--tls", CERTIFICATE, CERTIFICATE, "--fail", "tags@3=reset", stdin=subprocess.DEVNULL, env=env) as process:
        line = read_line(process.stdout)
        assert re.fullmatch(r"listening on https://127\.0\.0\.1:\d+", line), line
        port = int(line.rsplit(":", 1)[1])
        for paths in ["/sense/api/v1/tags/official"] * 2, ["/sense/api/v1/tags/official"], ["/emulator/stats"]:
            connection = http.client.HTTPSConnection("127.0.0.1", port, timeout=BOUND, context=trusting)
            try:
                for path in paths:
                    connection.request("GET", path, headers={"X-Api-Key": KEY})
                    reply = json.load(connection.getresponse())
            except ConnectionError:
                assert len(paths) == 1, paths
            connection.close()
        assert reply["calls"]["tags"] == 3 and reply["broken"] == 1 and reply["connections"] == 2, reply
        try:
            call(line.split()[-1] + "/sense/api/v1/tags/official")
            raise AssertionError("a client that does not know the certificate got a reply")
        except urllib.error.URLError as refusal:
            contains(str(refusal), "certificate")
        process.terminate()
        process.communicate(timeout=BOUND)
        assert process.returncode == 0, process.returncode


def test_only_loopback(_):
    """Nothing outside this machine reaches it: it is bound to 127.0.0.1 and to nothing else."""
    with Emulator() as emulator:
        port = int(emulator.address.rsplit(":", 1)[1])
        with open("/proc/net/tcp") as table:
            bound = [line.split()[1] for line in table if line.split()[1].endswith(f":{port:04X}") and line.split()[3] == "0A"]
        assert bound == [f"0100007F:{port:04X}"], bound


def test_many_connections(_):
    """A connection that the client closes is closed: three times as many as it may have open."""
    few = 64
    with start("--port", "0", stdin=subprocess.DEVNULL,
               preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (few, few))) as process:
        port = int(read_line(process.stdout).rsplit(":", 1)[1])
        for _ in range(3 * few):
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=BOUND)
            connection.request("GET", "/sense/api/v1/tags/official", headers={"X-Api-Key": KEY})
            assert len(json.load(connection.getresponse())) > 3
            connection.close()
        process.terminate()
        process.communicate(timeout=BOUND)
        assert process.returncode == 0, process.returncode


def test_tags(folder):
    with Emulator("--key", KEY, "--tone", "880=Aaa") as emulator:
        out, err = run(COCHLSENSE, "tags", "--base-url", emulator.address, ours=True)
        tags = out.splitlines()
        assert tags == sorted(tags) and tags[0] == "Aaa" and "Siren" in tags and not err, (out, err)
        out, _ = run(COCHLSENSE, "tags", "--json", "--base-url", emulator.base_url, ours=True)
        assert json.loads(out) == tags, out
        path = os.path.join(folder, "key")
        with open(path, "w") as file:
            file.write(KEY + "\n")
        out, _ = run(COCHLSENSE, "tags", "--api-key-file", path, ours=True,
                     env={"COCHL_API_KEY": "", "COCHL_SENSE_BASE_URL": emulator.address})
        assert out.splitlines() == tags, out


def test_tags_fail(folder):
    with Emulator("--key", KEY) as emulator:
        address = "--base-url=" + emulator.address
        err = refuse("tags", address, status=3, env={"COCHL_API_KEY": "S3CRETKEY2"})
        contains(err, "cochlsense tags: ")
        assert "S3CRET" not in err, err
        contains(refuse("tags", address, status=3, env={"COCHL_API_KEY": ""}), "COCHL_API_KEY")
        missing = os.path.join(folder, "missing")
        contains(refuse("tags", address, "--api-key-file", missing, status=3), missing)
    contains(refuse("tags", "--base-url", "http://server.invalid"), "http")
    contains(refuse("tags", "--base-url", "ftp://127.0.0.1"), "https://")
    with Emulator("--fail", "tags=garbage") as emulator:
        contains(refuse("tags", "--base-url", emulator.address, status=1), "cochlsense tags: ")


if __name__ == "__main__":
    main(globals())
