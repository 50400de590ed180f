# SPDX-License-Identifier: LGPL-2.1-or-later
"""The files that the rules look at: a folder, or a dictionary for samples."""

import os
import re

TEXT = (".c", ".h", ".py", ".md", ".build", ".txt", ".json", ".supp", ".symbols", ".in")
SCRIPT = "#!"


class Tree:
    """The project's text files, build directories and .git left out."""

    def __init__(self, root):
        self.root = root
        self.texts = {}
        for folder, names, files in os.walk(root):
            names[:] = sorted(n for n in names if not re.match(r"build|\.git$|__pycache__|\.cache", n))
            for name in sorted(set(files) - {".git"}):
                path = os.path.join(folder, name)
                text = self._read(path, name)
                if text is not None:
                    self.texts[os.path.relpath(path, root)] = text

    @staticmethod
    def _read(path, name):
        if os.path.islink(path) or not os.path.isfile(path):
            return None
        with open(path, "rb") as file:
            data = file.read(1 << 20)
        if not name.endswith(TEXT) and "." in name.lstrip(".") and not data.startswith(SCRIPT.encode()):
            return None
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError:
            return None

    def exists(self, path):
        return os.path.exists(os.path.join(self.root, path))

    def paths(self, *patterns):
        """Paths that match one of the regular expressions (all without one)."""
        return [p for p in sorted(self.texts) if not patterns or any(re.search(x, p) for x in patterns)]

    def text(self, path):
        return self.texts[path]

    def lines(self, path):
        """Pairs of line number, from 1, and line."""
        return list(enumerate(self.texts[path].splitlines(), 1))


class FakeTree(Tree):
    def __init__(self, files):
        self.texts = files

    def exists(self, path):
        path = os.path.normpath(path)
        return path in self.texts or any(p.startswith(path + "/") for p in self.texts)


def without_comments(text):
    """C text with comments and strings blanked, line for line."""
    pattern = re.compile(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.S)
    return pattern.sub(lambda m: re.sub(r"[^\n]", " ", m.group()), text)
