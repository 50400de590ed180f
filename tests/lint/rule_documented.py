# SPDX-License-Identifier: LGPL-2.1-or-later
"""Every public symbol of libcochl has a comment; a run of declarations may share one."""

import re

# What is the same for every type and is said once in docs/architecture.md.
USUAL = re.compile(r"_(get_type|ref|unref|free|copy)$|_error_quark$")


def check(tree):
    for path in tree.paths(r"^cochl/.*\.h$"):
        commented = False
        for number, line in tree.lines(path):
            if line.rstrip().endswith("*/"):
                commented = True
            elif not line.strip():
                commented = False
            match = re.match(r"COCHL_API\s+.*?(\w+)\s*\(", line)
            if match and not commented and not USUAL.search(match.group(1)):
                yield f"{path}:{number}: {match.group(1)} has no comment"


SAMPLES = [
    ({"cochl/a.h": "/* Says much. */\nCOCHL_API int cochl_a (void);\n\nCOCHL_API int cochl_b (void);\n"},
     "a.h:4: cochl_b has no comment"),
]
GOOD = {"cochl/a.h": "COCHL_API A *cochl_a_ref (A *self);\n/* Twins. */\nCOCHL_API int cochl_b (void);\nCOCHL_API int cochl_c (void);\n"}
