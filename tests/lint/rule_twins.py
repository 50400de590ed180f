# SPDX-License-Identifier: LGPL-2.1-or-later
"""One object, one .c, one .h, one unit test of the same name; each in its meson.build."""

import os

# Objects whose test stands elsewhere, with the reason.
ELSEWHERE = {
    "gst/gstcochlplugin.c": "registers the element: tests/check makes it by its name",
    "gst/gstcochlsense.c": "the element: tests/check drives it in a harness and in pipelines",
    # These six join the pure objects to a client and an element; without both they do nothing.
    "gst/gstcochlanalyzer.c": "tests/check/windows.c, breaks.c: windows in order over every kind of break",
    "gst/gstcochlherald.c": "tests/unit/gst/gstcochlanalyzer.c, tests/check/live-drops.c: counts, and what is no news",
    "gst/gstcochlpassage.c": "tests/check/hold-files.c, hold-latency.c: what is held and what passes, flushes, caps, EOS",
    "gst/gstcochlreporter.c": "tests/check/outputs.c: messages, events, metas",
    "gst/gstcochltagcheck.c": "tests/check/properties.c: a tag that the service does not know",
    "gst/gstcochlworker.c": "tests/check/waiting.c, failures.c: start, stop, flush, failures",
}


def unit_test_of(path):
    room, name = os.path.split(path)
    return os.path.join("tests/unit", room.replace("cochl/", "", 1), name)


def listed(tree, path):
    """Whether a meson.build of the file's folder or one above it names it: whole, without .c, or as a fuzz target."""
    folder, name = os.path.split(path)
    names = {f"{name}'", f"'{name[:-2]}'", f"'{name[:-2].removeprefix('fuzz-')}'"}
    while True:
        build = os.path.join(folder, "meson.build")
        if any(name in tree.texts.get(build, "") for name in names):
            return True
        if not folder:
            return False
        folder = os.path.dirname(folder)


def check(tree):
    for path in tree.paths(r"\.c$"):
        if not listed(tree, path):
            yield f"{path}: no meson.build names it, so it is never built"
    for path in tree.paths(r"^cochl/.*\.c$", r"^gst/gstcochl[^/]*\.c$"):
        if path not in ELSEWHERE and unit_test_of(path) not in tree.texts:
            yield f"{path}: has no unit test {unit_test_of(path)}"
    for path in tree.paths(r"^gst/gstcochlplugin\.c$"):
        yield from (f"{gone}: is excused in tests/lint/rule_twins.py, but is gone"
                    for gone in ELSEWHERE if gone not in tree.texts)


SAMPLES = [
    ({"cochl/model/cochl-a.c": "", "cochl/model/meson.build": "'cochl-a.c'"}, "has no unit test tests/unit/model/cochl-a.c"),
    ({"gst/gstcochla.c": "", "gst/meson.build": "'gstcochla.c'"}, "has no unit test tests/unit/gst/gstcochla.c"),
    ({"gst/gstcochlplugin.c": "", "gst/meson.build": "'gstcochlplugin.c'"}, "gst/gstcochlsense.c: is excused"),
    ({"tests/unit/model/b.c": "", "tests/unit/model/meson.build": "foreach name : ['c']"}, "no meson.build names it"),
]
GOOD = {
    "cochl/model/cochl-a.c": "", "cochl/model/meson.build": "'cochl-a.c'",
    "tests/unit/model/cochl-a.c": "", "tests/unit/model/meson.build": "'cochl-a'",
}
