# SPDX-License-Identifier: LGPL-2.1-or-later
"""The tour of README.md, and every other block marked sh in the documents that are named here, runs.

A document's blocks are pasted into one shell, one after the other, as a reader
does, with the emulator of the tour where the document starts one. Blocks that
install things are not run: they are marked console.
"""

import os
import re

from harness import BUILD, SOURCE, main, make_sound, run

# Documents whose blocks are run, as far as they exist.
DOCUMENTS = ("README.md",)


def blocks(path):
    with open(os.path.join(SOURCE, path), encoding="utf-8") as file:
        return re.findall(r"^```sh\n(.*?)^```$", file.read(), re.M | re.S)


def tour(path, folder):
    """Runs the blocks in a folder that looks like a fresh clone that was built here."""
    for name in os.listdir(SOURCE):
        if not name.startswith("build") and name != ".git":
            os.symlink(os.path.join(SOURCE, name), os.path.join(folder, name))
    os.symlink(BUILD, os.path.join(folder, "build"))
    script = "set -eu\nset -o pipefail\n" + "".join(blocks(path))
    # What the tour leaves running ends with it.
    script = "trap 'for job in $(jobs -p); do kill $job; done' EXIT\n" + script
    return run("bash", "-c", script, cwd=folder, env={"COCHL_API_KEY": "", "TMPDIR": folder})


def test_readme(folder):
    assert blocks("README.md"), "README.md has no block marked sh"
    output, _ = tour("README.md", folder)
    # With what follows the name of the message: gst-inspect speaks of them too.
    for words in "Siren begins", "cochlsense-window, window=", "cochlsense-event, id=", "Factory Details":
        assert words in output, f"no {words} in\n{output}"


main(globals())
