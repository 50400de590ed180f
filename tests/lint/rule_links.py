# SPDX-License-Identifier: LGPL-2.1-or-later
"""Links between documents lead somewhere, and so does every mention of a document."""

import os
import re


def anchors(text):
    """The anchors of a Markdown text's headings, as the forges make them."""
    for heading in re.findall(r"^#+\s+(.*)$", text, re.M):
        yield re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-")


def check(tree):
    for path in tree.paths(r"\.md$"):
        fenced = False
        for number, line in tree.lines(path):
            fenced ^= line.lstrip().startswith("```")
            for target in [] if fenced else re.findall(r"\]\(([^)\s]+)\)", line):
                yield from (f"{path}:{number}: {p}" for p in problems(tree, path, target))
    for path in tree.paths():
        for number, line in tree.lines(path):
            for name in re.findall(r"(?<![\w/.-])docs/[\w-]+\.md\b", line):
                if not tree.exists(name) and not path.startswith("tests/lint/"):
                    yield f"{path}:{number}: names {name}, which does not exist"


def problems(tree, path, target):
    if re.match(r"[a-z]+:", target):
        return
    name, _, anchor = target.partition("#")
    whole = os.path.normpath(os.path.join(os.path.dirname(path), name)) if name else path
    if not tree.exists(whole):
        yield f"the link {target} leads nowhere"
    elif anchor and whole in tree.texts and anchor not in anchors(tree.text(whole)):
        yield f"the link {target}: {whole} has no such heading"


SAMPLES = [
    ({"a.md": "[b](b.md)\n"}, "the link b.md leads nowhere"),
    ({"docs/a.md": "[b](../c.md#no)\n", "c.md": "# Yes\n"}, "has no such heading"),
    ({"a.c": "/* docs/gone.md */\n"}, "names docs/gone.md"),
]
GOOD = {"docs/a.md": "# The a-b `c`\n[b](../c.md#yes-sir) [c](#the-a-b-c)\n", "c.md": "# Yes, sir\n", "a.c": "/* docs/a.md */"}
