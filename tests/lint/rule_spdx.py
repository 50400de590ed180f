# SPDX-License-Identifier: LGPL-2.1-or-later
"""Every source names its licence in its first line (after #! in a script)."""

LINE = "SPDX-License-Identifier: LGPL-2.1-or-later"


def check(tree):
    for path in tree.paths():
        lines = tree.text(path).splitlines()[:2]
        script = bool(lines) and lines[0].startswith("#!")
        if not (script or path.endswith((".c", ".h", ".py"))):
            continue
        if LINE not in "".join(lines[1:] if script else lines[:1]):
            yield f"{path}:1: no line {LINE!r}"


SAMPLES = [
    ({"a.c": "int a;\n"}, "a.c:1: no line"),
    ({"a.h": ""}, "a.h:1: no line"),
    ({"run": "#!/bin/bash\necho\n"}, "run:1: no line"),
    ({"a.py": "\n\n# " + LINE + "\n"}, "a.py:1: no line"),
]
GOOD = {"a.c": "/* " + LINE + " */\n", "run": "#!/bin/bash\n# " + LINE + "\n", "notes.md": ""}
