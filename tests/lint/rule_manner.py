# SPDX-License-Identifier: LGPL-2.1-or-later
"""Small things of style: no goto, no tabs, no blanks at line ends, no file without a last newline."""

import re

from tree import without_comments


def check(tree):
    for path in tree.paths(r"\.[ch]$", r"\.py$", r"\.md$", r"meson\.build$", r"^[^.]*$"):
        text = tree.text(path)
        if path == "COPYING" or "/corpus/" in path:
            continue
        if text and not text.endswith("\n"):
            yield f"{path}: no newline at the end"
        for number, line in tree.lines(path):
            if line != line.rstrip():
                yield f"{path}:{number}: blanks at the end of the line"
            if line.startswith("\t") and path.endswith((".c", ".h", ".py")):
                yield f"{path}:{number}: a tab: indent with two spaces"
    for path in tree.paths(r"\.c$"):
        for number, line in enumerate(without_comments(tree.text(path)).splitlines(), 1):
            if re.search(r"\bgoto\b", line):
                yield f"{path}:{number}: goto: g_autoptr and early returns do"


SAMPLES = [
    ({"a.c": "  goto out;\n"}, "a.c:1: goto"),
    ({"a.c": "\tint a;\n"}, "a.c:1: a tab"),
    ({"a.md": "word \n"}, "a.md:1: blanks"),
    ({"a.h": "int a;"}, "no newline"),
]
GOOD = {"a.c": "/* does not goto */\nint a;\n"}
