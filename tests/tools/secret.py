# SPDX-License-Identifier: LGPL-2.1-or-later
"""The key never shows: not at any debug level, nor in messages, errors, graphs or process lists."""

import os
import subprocess

from harness import KEY, Emulator, foreign, main, make_sound

EVERYTHING = {"GST_DEBUG": "9", "GST_DEBUG_NO_COLOR": "1", "G_MESSAGES_DEBUG": "all", "SOUP_DEBUG": "all"}
# As it is, and as GStreamer's memory dumps would show it.
FORMS = (KEY, KEY.encode().hex(" "))


def command_lines(session):
    """The command line of every process of a session."""
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            if os.getsid(int(name)) == session:
                with open(f"/proc/{name}/cmdline", "rb") as file:
                    yield file.read().decode("utf-8", "replace")
        except OSError:
            pass  # it ended meanwhile


def expect_no_key(text, where):
    for form in FORMS:
        at = text.find(form)
        assert at < 0, f"the key stands in {where}: ...{text[max(0, at - 80):at]}[key]"


def launch(folder, base_url, *properties, env):
    """Runs a whole pipeline with every debug output on; all that it wrote, as one text."""
    sound, log = make_sound(folder), os.path.join(folder, "debug.log")
    command = ["gst-launch-1.0", "-v", "-m", "filesrc", f"location={sound}", "!", "decodebin", "!", "audioconvert",
               "!", "cochlsense", f"base-url={base_url}", "timeout=2", "retries=0", *properties, "!", "fakesink"]
    whole = foreign(dict(os.environ, **EVERYTHING, GST_DEBUG_FILE=log, GST_DEBUG_DUMP_DOT_DIR=folder, **env))
    with open(os.path.join(folder, "output"), "wb") as output:
        process = subprocess.Popen(command, env=whole, stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                                   start_new_session=True)
        lines = ""
        while process.poll() is None:
            lines += "\n".join(command_lines(process.pid))
            try:
                process.wait(0.2)
            except subprocess.TimeoutExpired:
                pass
    assert "cochlsense" in lines
    expect_no_key(lines, "a process list")
    text = ""
    for name in os.listdir(folder):
        if name not in ("sound.wav", "key"):
            with open(os.path.join(folder, name), encoding="utf-8", errors="replace") as file:
                content = file.read()
            expect_no_key(content, name)
            text += content
    return text


def test_environment(folder):
    with Emulator() as emulator:
        text = launch(folder, emulator.base_url, env={"COCHL_API_KEY": KEY})
    assert "cochlsense-window" in text
    assert "digraph" in text, "no graph was written"


def test_file(folder):
    path = os.path.join(folder, "key")
    with open(path, "w", encoding="ascii") as file:
        file.write(KEY + "\n")
    with Emulator() as emulator:
        text = launch(folder, emulator.base_url, f"api-key-file={path}", env={})
    assert "cochlsense-window" in text


def test_refused_key(folder):
    with Emulator("--key", "another") as emulator:
        text = launch(folder, emulator.base_url, env={"COCHL_API_KEY": KEY})
    assert "ERROR" in text and "401" in text


def test_failing_service(folder):
    with Emulator("--fail", "any=500") as emulator:
        text = launch(folder, emulator.base_url, env={"COCHL_API_KEY": KEY})
    assert "ERROR" in text and "500" in text


main(globals())
