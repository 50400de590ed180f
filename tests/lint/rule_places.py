# SPDX-License-Identifier: LGPL-2.1-or-later
"""No address that only one machine can reach, no path that only one machine has."""

import re

# Hosts that a URL may name: the service, the projects that the docs speak of,
# this machine, and the names that are reserved for examples.
HOSTS = re.compile(
    r"(127\.\d+\.\d+\.\d+|localhost|\[::1?\]|\[::ffff:[\d.]+\]|(.*\.)?(example|invalid|test|localhost)"
    r"|(.*\.)?example\.(com|org|net)|(.*\.)?cochl\.ai|(.*\.)?(gnu|gnome|freedesktop|debian|mesonbuild|spdx|rfc-editor"
    r"|xiph|json-schema|w3|ietf|fsf|nghttp2)\.(org|com)|github\.com)\.?")
URL = re.compile(r"\b(?:https?|rtsp|wss?)://(?:[^\s/@\"'<>]*@)?(\[[0-9a-fA-F:.]*\]|[A-Za-z0-9.-]+)")
# Addresses that no machine has: documentation (RFC 5737), unspecified, and the like.
NUMERIC = re.compile(r"(0|127|192\.0\.2|198\.51\.100|203\.0\.113|10|192\.168|169\.254|128)(\.\d+)*")
# The pattern is put together so that this file does not fail its own rule.
PATH = re.compile(r"(?<![\w.$}>)-])/(?:" + "|".join(["wo" + "rk", "ho" + "me", "ro" + "ot", "Us" + "ers"]) + r")/\w")


def check(tree):
    for path in tree.paths():
        if path == "COPYING" or "/corpus/" in path:
            continue
        for number, line in tree.lines(path):
            for host in URL.findall(line):
                if "." in host and not HOSTS.fullmatch(host) and not NUMERIC.fullmatch(host):
                    yield f"{path}:{number}: the host {host} is not one that tests/lint/rule_places.py knows"
            match = PATH.search(line)
            if match:
                yield f"{path}:{number}: a path of one machine: {line.strip()}"


SAMPLES = [
    ({"a.md": "see http" + "://packages.intra.corp/debian\n"}, "the host packages.intra.corp"),
    ({"a.c": "open (\"/ho" + "me/me/a.wav\")\n"}, "a path of one machine"),
    ({"run": "cd /ro" + "ot/project\n"}, "a path of one machine"),
]
GOOD = {"a.md": "http://127.0.0.1:80/ https://api.cochl.ai/sense http://[::1]:1/ http://server.invalid/"}
