# SPDX-License-Identifier: LGPL-2.1-or-later
"""The key cannot get into a log: nothing that logs headers is used, none is put on a command line."""

import re

LOGGER = re.compile(r"soup_logger_|SoupLogger|SOUP_TYPE_LOGGER|soup/soup-logger")
# GStreamer logs launch lines, and every user of a machine sees command lines.
LAUNCH = re.compile(r"\bapi-key=")
# Where a key on a launch line is no secret: it is made up, for an emulator.
MADE_UP = re.compile(r"\bapi-key=(k|\.\.\.|\\?\"?(bad|wrong|none))\b|`api-key=`")


def check(tree):
    for path in tree.paths(r"\.[ch]$", r"\.py$", r"^(?!tests/lint/)[^.]*$"):
        if path.startswith("tests/lint/"):
            continue
        for number, line in tree.lines(path):
            if LOGGER.search(line):
                yield f"{path}:{number}: a SoupLogger writes headers, and with them the key"
    for path in tree.paths(r"\.md$", r"^examples/", r"^demo$", r"^check$", r"^gst/", r"^tools/"):
        for number, line in tree.lines(path):
            if LAUNCH.search(line) and not MADE_UP.search(line):
                yield f"{path}:{number}: a key on a command line: use the environment or api-key-file"


SAMPLES = [
    ({"cochl/a.c": "SoupLogger *logger = soup_logger_new (SOUP_LOGGER_LOG_BODY);\n"}, "a SoupLogger writes headers"),
    ({"README.md": "gst-launch-1.0 ... cochlsense api-key=abcdef\n"}, "a key on a command line"),
]
GOOD = {"gst/a.c": "/* the key, never in a log */\n"}
