# SPDX-License-Identifier: LGPL-2.1-or-later
"""Functions fit a screen, files hold one concept."""

import re

from tree import without_comments

FUNCTION = 60
FILE = 500
# Path, or path:function, with the reason.
ALLOWED = {}


def functions(text):
    """Name, first line and number of lines of every function of a C file."""
    name, start, previous = None, 0, ""
    for number, line in enumerate(without_comments(text).splitlines(), 1):
        opens = line.rstrip() == "{" or re.match(r"[A-Za-z].*\)\s*\{\s*$", line)
        if opens and start == 0:
            head = previous if line.rstrip() == "{" else line
            match = re.search(r"(\w+)\s*\(", head)
            if match:
                name, start = match.group(1), number
        elif line.startswith("}") and start:
            yield name, start, number - start + 1
            start, previous = 0, ""
        if re.match(r"[A-Za-z_].*\(", line):
            previous = line
    if start:
        yield name, start, 10 ** 6


def check(tree):
    for path in tree.paths(r"\.[ch]$", r"\.py$"):
        length = len(tree.lines(path))
        if length > FILE and path not in ALLOWED:
            yield f"{path}: {length} lines, at most {FILE}: look for two concepts"
    for path in tree.paths(r"\.c$"):
        for name, start, length in functions(tree.text(path)):
            if length > FUNCTION and f"{path}:{name}" not in ALLOWED:
                yield f"{path}:{start}: {name} has {length} lines, at most {FUNCTION}"


LONG = "static void\nlong_one (int a,\n          int b)\n{\n" + "  a++;\n" * 60 + "}\n"
SAMPLES = [
    ({"a.c": LONG}, "a.c:4: long_one has 62 lines"),
    ({"a.c": "void b (void) {\n" + "  a ();\n" * 60 + "}\n"}, "b has 62 lines"),
    ({"a.h": "\n" * 501}, "501 lines"),
]
GOOD = {"a.c": "static int table[] = {\n" + "  1,\n" * 90 + "};\n" + LONG.replace("  a++;\n", "", 10)}
