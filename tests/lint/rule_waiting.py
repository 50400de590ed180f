# SPDX-License-Identifier: LGPL-2.1-or-later
"""Tests wait for events, not for time."""

import re

SLEEP = re.compile(r"\b(?:g_usleep|usleep|nanosleep|time\.sleep|sleep)\s*\(|^\s*sleep\s+[\d.$]")
# Path: the reason why nothing can be awaited there.
ALLOWED = {"tests/live/run": "the real service has nothing to wait for: it is asked again",
           "tests/bench/bench-live.c": "streams at real pace are measured for so long"}


def check(tree):
    for path in tree.paths(r"^tests/", r"^examples/"):
        if path in ALLOWED or path.startswith("tests/lint/"):
            continue
        for number, line in tree.lines(path):
            if SLEEP.search(line):
                yield f"{path}:{number}: sleeps: wait for what is to happen instead"


SAMPLES = [
    ({"tests/a.c": "  g_usleep (1000);\n"}, "a.c:1: sleeps"),
    ({"tests/run": "sleep 1\n"}, "run:1: sleeps"),
    ({"tests/a.py": "    time.sleep(0.1)\n"}, "a.py:1: sleeps"),
]
GOOD = {"tests/a.c": "  g_cond_wait_until (&cond, &mutex, end); /* asleep */\n"}
