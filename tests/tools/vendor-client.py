# SPDX-License-Identifier: LGPL-2.1-or-later
"""The vendor's own Python client against the emulator: files, sensitivities, pages, keys.

Optional: skipped where the client cannot be had from the package registry. It
is installed once, into the folder named by the first argument.
"""

import os
import subprocess
import sys
import tempfile
import venv

from harness import BOUND, KEY, Emulator

SKIPPED = 77
CLIENT = "cochl==2.0.1"


def install(folder):
    """The Python that has the client, or None."""
    python = os.path.join(folder, "bin", "python")
    done = os.path.join(folder, CLIENT)
    if not os.path.exists(done):
        try:
            venv.create(folder, clear=True, with_pip=True)
            subprocess.run([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", CLIENT],
                           check=True, timeout=BOUND * 2, stdout=sys.stderr)
        except (subprocess.SubprocessError, OSError) as why:
            print(f"# {CLIENT} cannot be installed: {why}")
            return None
        with open(done, "w"):
            pass
    return python


def main():
    python = install(os.path.abspath(sys.argv[1]))
    if not python:
        return SKIPPED
    program = os.path.join(os.path.dirname(os.path.abspath(__file__)), "vendor-client-run.py")
    with Emulator("--key", KEY, "--tone", "880=Siren") as emulator, tempfile.TemporaryDirectory() as folder:
        return subprocess.run([python, "-B", program, emulator.base_url, KEY, folder], timeout=BOUND * 4).returncode


if __name__ == "__main__":
    sys.exit(main())
