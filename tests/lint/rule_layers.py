# SPDX-License-Identifier: LGPL-2.1-or-later
"""Who may include whom (docs/architecture.md). Tests may include anything."""

import re

# Room: the rooms that its files may include headers of.
MAY = {
    "cochl/model": {"cochl/model"},
    "cochl/analysis": {"cochl/analysis", "cochl/model"},
    "cochl/client": {"cochl/client", "cochl/model"},
    "cochl": {"cochl", "cochl/model", "cochl/analysis", "cochl/client"},
    "gst": {"gst", "cochl", "cochl/model", "cochl/analysis", "cochl/client"},
    "tools": {"tools", "cochl", "cochl/model", "cochl/analysis", "cochl/client"},
    # An application: it sees the element by its name only.
    "examples": {"examples"},
    "tests": None,
}
# Belongs to no room: what marks a public symbol.
EVERYONE = {"cochl/cochl-macros.h"}
OURS = ("cochl/", "gst/", "tools/", "examples/", "tests/")


def room_of(path):
    folder = path.rpartition("/")[0]
    while folder and folder not in MAY:
        folder = folder.rpartition("/")[0]
    return folder


def check(tree):
    for path in tree.paths(r"\.[ch]$"):
        room = room_of(path)
        if not room:
            yield f"{path}: is in no room that tests/lint/rule_layers.py knows"
        if not room or MAY[room] is None:
            continue
        for number, line in tree.lines(path):
            match = re.match(r'\s*#\s*include\s*(["<])([^">]+)[">]', line)
            if match:
                yield from (f"{path}:{number}: {p}" for p in problems(tree, path, room, *match.groups()))


def problems(tree, path, room, mark, header):
    # The service's headers and GStreamer's share the prefix gst/.
    ours = mark == '"'
    if ours and not header.startswith(OURS):
        yield f'"{header}" is not a full path from the root'
    elif ours and not tree.exists(header):
        yield f'"{header}" does not exist'
    if header.startswith("gst/") and not ours and room.startswith("cochl"):
        yield f"<{header}>: libcochl knows nothing of GStreamer"
    if ours and header.startswith(OURS) and header not in EVERYONE and room_of(header) not in MAY[room]:
        yield f'{room} must not include "{header}"'


SAMPLES = [
    ({"cochl/model/a.h": "", "gst/a.c": "", "gst/gstfoo.h": "",
      "cochl/client/a.c": '#include "gst/gstfoo.h"\n'}, 'cochl/client must not include "gst/gstfoo.h"'),
    ({"cochl/client/b.h": "", "cochl/model/a.c": '#include "cochl/client/b.h"\n'}, "cochl/model must not include"),
    ({"gst/b.h": "", "tools/a.c": '#include "gst/b.h"\n'}, "tools must not include"),
    ({"tools/b.h": "", "gst/a.c": '#include "tools/b.h"\n'}, "gst must not include"),
    ({"gst/b.h": "", "gst/a.c": '#include "b.h"\n'}, "not a full path from the root"),
    ({"gst/a.c": '#include "../cochl/b.h"\n'}, "not a full path from the root"),
    ({"gst/a.c": '#include "cochl/model/gone.h"\n'}, "does not exist"),
    ({"cochl/client/a.c": "#include <gst/gst.h>\n"}, "knows nothing of GStreamer"),
    ({"elsewhere/a.c": ""}, "is in no room"),
]
GOOD = {
    "cochl/model/a.h": '#include <glib.h>\n#include "cochl/cochl-macros.h"\n',
    "cochl/cochl-macros.h": "",
    "gst/a.c": '#include <gst/gst.h>\n#include "cochl/model/a.h"\n',
    "tests/unit/a.c": '#include "gst/b.h"\n#include "tools/b.h"\n',
    "gst/b.h": "", "tools/b.h": "",
}
