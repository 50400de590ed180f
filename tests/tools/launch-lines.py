# SPDX-License-Identifier: LGPL-2.1-or-later
"""The launch lines in the element's documentation run as they stand there."""

import os
import re

from harness import SOURCE, Emulator, main, make_sound, run


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


main(globals())
