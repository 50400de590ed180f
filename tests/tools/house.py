# SPDX-License-Identifier: LGPL-2.1-or-later
"""The scripts around the code: ./check counts right, ci/install installs what is missing and no more."""

import json
import os
import re
import shutil

from harness import KEY, SOURCE, Emulator, main, run

INSTALL = os.path.join(SOURCE, "ci", "install")
COUNT = os.path.join(SOURCE, "ci", "count-results")
CHECK = os.path.join(SOURCE, "check")


class Machine:
    """A PATH with a dpkg and an apt that know what is installed and write down what is asked of them."""

    def __init__(self, folder, installed, uid=0, sudo=False, needs_update=False):
        self.folder, self.log = folder, os.path.join(folder, "log")
        for tool in "bash", "dirname", "sed", "tr", "env":
            os.symlink(shutil.which(tool), os.path.join(folder, tool))
        self.add("id", f"echo {uid}")
        self.add("dpkg-query", f'for p in "$@"; do case " {installed} " in *" $p "*) echo "$p installed";; esac; done')
        stale = f'[ -f {folder}/updated ] || exit 100' if needs_update else "true"
        self.add("apt-get", f'echo "apt-get $*" >>{self.log}\n'
                 f'case "$*" in *update*) : >{folder}/updated;; *) {stale};; esac')
        if sudo:
            self.add("sudo", f'echo sudo >>{self.log}; exec "$@"')

    def add(self, name, script):
        path = os.path.join(self.folder, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write("#!/bin/bash\n" + script + "\n")
        os.chmod(path, 0o755)

    def install(self, status=0):
        errors = run(INSTALL, ours=True, env={"PATH": self.folder}, status=status)[1]
        try:
            with open(self.log, encoding="utf-8") as file:
                return file.read(), errors
        except FileNotFoundError:
            return "", errors


def packages():
    with open(os.path.join(SOURCE, "ci", "debian-packages.txt"), encoding="utf-8") as file:
        return [word for line in file for word in line.split("#")[0].split()]


def test_nothing_missing(folder):
    assert Machine(folder, " ".join(packages()), uid=1000).install() == ("", "")


def test_one_missing(folder):
    asked, _ = Machine(folder, " ".join(packages()[1:])).install()
    [line] = [line for line in asked.splitlines() if "update" not in line]
    assert line.endswith("install -y --no-install-recommends " + packages()[0]), asked


def test_stale_lists(folder):
    """Lists that do not lead to the packages are refreshed, once."""
    asked, _ = Machine(folder, "", needs_update=True).install()
    assert asked.count("update") == 1 and asked.splitlines()[-1].endswith(" ".join(packages())), asked


def test_user_with_sudo(folder):
    asked, _ = Machine(folder, "", uid=1000, sudo=True).install()
    assert "sudo\napt-get" in asked, asked


def test_user_without_sudo(folder):
    asked, errors = Machine(folder, " ".join(packages()[1:]), uid=1000).install(status=1)
    assert asked == "" and "neither root nor sudo" in errors and packages()[0] in errors, errors


def test_no_debian(folder):
    machine = Machine(folder, "")
    os.remove(os.path.join(folder, "apt-get"))
    assert "no Debian" in machine.install(status=1)[1]


def count(folder, *logs, status=0):
    paths = []
    for number, results in enumerate(logs):
        paths.append(os.path.join(folder, f"{number}.json"))
        with open(paths[-1], "w", encoding="utf-8") as file:
            file.writelines(json.dumps({"name": f"test-{r}", "result": r}) + "\n" for r in results)
    return run(COUNT, *paths, ours=True, status=status)[0].splitlines()


def test_count(folder):
    assert count(folder, ["OK", "OK"], ["OK", "EXPECTEDFAIL"])[-1] == "4 passed, 0 failed"
    assert count(folder, ["OK", "SKIP"], ["OK"])[-1] == "2 passed, 0 failed, 1 skipped"


def test_count_failures(folder):
    lines = count(folder, ["OK", "FAIL"], ["TIMEOUT", "ERROR"], status=1)
    assert lines[-1] == "1 passed, 3 failed" and "test-TIMEOUT" in lines[1], lines
    assert count(folder, [], ["OK"], status=1)[-1] == "1 passed, 1 failed"
    assert run(COUNT, os.path.join(folder, "gone"), ours=True, status=1)[0].endswith("0 passed, 1 failed\n")


def test_check_usage(folder):
    output, _ = run(CHECK, "--help", ours=True)
    for suite in "unit", "check", "tools", "fuzz", "lint", "bench":
        assert suite in output, output
    assert "nosuch" in run(CHECK, "nosuch", ours=True, status=2)[1]
    assert "--nosuch" in run(CHECK, "--nosuch", ours=True, status=2)[1]
    assert "COCHL_API_KEY" in run(CHECK, "--live", ours=True, status=2, env={"COCHL_API_KEY": ""})[1]


def test_check_live(_):
    """All that the client relies on holds of the emulator."""
    with Emulator("--key", KEY) as emulator:
        output, _errors = run(CHECK, "--live", "--no-install", ours=True,
                              env={"COCHL_SENSE_BASE_URL": emulator.address})
    held = re.findall("^held +(.*)", output, re.M)
    differs = re.findall("^differs +(.*)", output, re.M)
    assert len(held) > 20 and not differs, output
    assert KEY not in output, output


main(globals())
