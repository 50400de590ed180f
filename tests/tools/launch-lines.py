# SPDX-License-Identifier: LGPL-2.1-or-later
"""The launch lines in the documentation run as they stand there: the element's, and those of docs/live.md.

Only what a test cannot have is put in place: a microphone, loudspeakers, a camera's address.
"""

import os
import re

from harness import SOURCE, Camera, Emulator, Program, main, make_sound, run


def launch_lines():
    with open(os.path.join(SOURCE, "gst", "gstcochlsense.c"), encoding="utf-8") as file:
        return re.findall(r"^ \* (gst-launch-1\.0 .*)$", file.read(), re.M)


def test_element(folder):
    lines = launch_lines()
    assert len(lines) >= 3, f"only {lines} in the element's documentation"
    # The recording that the lines speak of.
    os.rename(make_sound(folder), os.path.join(folder, "siren.wav"))
    with Emulator("--tone", "880=Siren") as emulator:
        for line in lines:
            output, _ = run("bash", "-c", line, cwd=folder, env={"COCHL_SENSE_BASE_URL": emulator.address})
            assert "cochlsense-window, window=" in output, f"{line}\n{output}"
            assert "WARNING" not in output, f"{line}\n{output}"


def live_lines():
    with open(os.path.join(SOURCE, "docs", "live.md"), encoding="utf-8") as file:
        section = file.read().partition("## Launch lines\n")[2].partition("\n## ")[0]
    blocks = re.findall(r"^```console\n(.*?)^```$", section, re.M | re.S)
    return [line[2:] for block in blocks for line in block.replace("\\\n", " ").splitlines() if line.startswith("$ ")]


def test_live(folder):
    """They would run for ever: until the first window has been told."""
    lines = live_lines()
    assert len(lines) >= 5, lines
    os.rename(make_sound(folder), os.path.join(folder, "film.wav"))
    with Emulator("--tone", "880=Siren") as emulator, Camera("aac") as camera:
        for line in lines:
            line = line.replace("autoaudiosrc", "audiotestsrc is-live=true")
            line = line.replace("audio-sink=autoaudiosink", 'audio-sink="fakesink sync=true"')
            line = line.replace("autoaudiosink", "fakesink sync=true")
            line = line.replace("rtsp://camera.example/stream", camera.uri)
            with Program("bash", "-c", "exec " + line, ours=False, cwd=folder,
                         env={"COCHL_SENSE_BASE_URL": emulator.address}) as program:
                program.wait_for("cochlsense-window, window=")
                program.process.terminate()


main(globals())
