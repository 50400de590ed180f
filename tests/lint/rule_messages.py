# SPDX-License-Identifier: LGPL-2.1-or-later
"""Every field that the element puts into a structure stands in docs/messages.md."""

import re

FIELD = re.compile(r'"([a-z][a-z0-9-]*)",\s*(?:G_TYPE_|GST_TYPE_)')
SETTER = re.compile(r'gst_structure_(?:set_value|take_value|set_array|set_list)\s*\(\s*[^,"]+,\s*"([a-z][a-z0-9-]*)"')
# Structures of other kinds, such as an element's options, are not ours to describe.
NAME = re.compile(r'gst_structure_new(?:_empty)?\s*\(\s*"(cochlsense[\w-]*)"')
DOCUMENT = "docs/messages.md"


def check(tree):
    document = tree.texts.get(DOCUMENT, "")
    for path in tree.paths(r"^gst/.*\.c$"):
        text = tree.text(path)
        for pattern in (FIELD, SETTER, NAME):
            for match in pattern.finditer(text):
                if f"`{match.group(1)}`" not in document:
                    line = text.count("\n", 0, match.start()) + 1
                    yield f"{path}:{line}: {match.group(1)} is not in {DOCUMENT}"


SAMPLES = [
    ({"gst/a.c": 'gst_structure_set (s, "tag", G_TYPE_STRING, tag, "odd", G_TYPE_UINT, 1, NULL);', DOCUMENT: "`tag`"},
     "odd is not in"),
    ({"gst/a.c": '\ngst_structure_take_value (s, "odd", &value);'}, "a.c:2: odd is not in"),
    ({"gst/a.c": 'gst_structure_new ("cochlsense-odd", NULL)'}, "cochlsense-odd is not in"),
]
GOOD = {"gst/a.c": 'gst_structure_set (s, "tag",\n   G_TYPE_STRING, tag, NULL);', DOCUMENT: "| `tag` |"}
