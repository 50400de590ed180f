# SPDX-License-Identifier: LGPL-2.1-or-later
"""Every HTTP call of a run failed once, in every way: the windows are those of the clean run.

The k-th call of a run gets the fault, for k = 1, 2, ... until a run is over
before its k-th call. Of files, two segments, one of them in two chunks, are in
flight at once, so that faults meet every call in every order; stream and
predict have a segment for each window.
"""

import concurrent.futures
import json
import os
import re
import urllib.request

from harness import Emulator, main, run

# Each twice where it matters: before the call took effect, and after.
FAULTS = ("500", "500-after", "429:1", "reset", "reset-after", "stall", "stall-after",
          "garbage", "garbage-after", "cut-after", "endless-after")
MOST_CALLS = 60
# Seconds of sound, and least calls of a run.
FILE, STREAM, PREDICT = ("file", 30, 7), ("stream", 12, 7), ("predict", 6, 7)


def ask(emulator, what):
    with urllib.request.urlopen(f"{emulator.address}/emulator/{what}", timeout=30) as answer:
        return json.load(answer)


def windows(emulator, sound, session_type):
    """What a user reads on the bus, but for the delay, which differs from run to run."""
    output = run("gst-launch-1.0", "-m", "filesrc", f"location={sound}", "!", "wavparse", "!", "cochlsense",
                 f"base-url={emulator.base_url}", "timeout=1", "retries=3", "retry-backoff-factor=0.05",
                 f"session-type={session_type}",
                 f"segment-duration={20 if session_type == 'file' else 2}000000000", "!", "fakesink")[0]
    lines = re.findall(r"(cochlsense-window, .*?);? *$", output, re.M)
    return [re.sub(r", delay=\([a-z0-9]+\)\d+", "", line) for line in lines]


def make_sound(folder, seconds):
    """A tone that comes and goes, so that the windows differ."""
    sound = os.path.join(folder, f"{seconds}.wav")
    run("gst-launch-1.0", "-q", "audiotestsrc", "wave=ticks", "freq=880", "tick-interval=3000000000",
        "sine-periods-per-tick=880", "samplesperbuffer=2205", f"num-buffers={seconds * 10}", "!",
        "audio/x-raw,format=S16LE,rate=22050,channels=1", "!", "wavenc", "!", "filesink", f"location={sound}")
    return sound


def torture(fault, sound, session_type, expected):
    """Runs with the fault on each call; what went wrong, and how many calls were hit."""
    for k in range(1, MOST_CALLS):
        with Emulator("--tone", "880=Siren", "--fail", f"any@{k}={fault}") as emulator:
            told = windows(emulator, sound, session_type)
            left = ask(emulator, "stats")["sessions"]["open"]
            fired = ask(emulator, "faults")[0]["fired"]
        if told != expected:
            return f"{fault} on call {k}: {len(told)} windows\n" + "\n".join(told), k
        # A create whose reply was lost leaves a session that nobody can name, and
        # a DELETE that was answered with 200 but not done looks like one that was.
        if left > (1 if fault.endswith("-after") or fault == "garbage" else 0):
            return f"{fault} on call {k}: {left} sessions were left", k
        if fired == 0:
            return None, k - 1
    return f"{fault}: no end after {MOST_CALLS} calls", MOST_CALLS


def torture_all(folder, session_type, seconds, least):
    sound = make_sound(folder, seconds)
    with Emulator("--tone", "880=Siren") as emulator:
        expected = windows(emulator, sound, "file")
        assert windows(emulator, sound, session_type) == expected
    assert len(expected) == seconds - 1, "\n".join(expected)
    assert any("Siren" in line for line in expected) and any("Siren" not in line for line in expected)
    with concurrent.futures.ThreadPoolExecutor(6) as pool:
        outcomes = list(pool.map(lambda fault: torture(fault, sound, session_type, expected), FAULTS))
    for fault, (_, calls) in zip(FAULTS, outcomes):
        print(f"# {session_type} {fault}: {calls} calls")
    wrong = [text for text, _ in outcomes if text]
    assert not wrong, "\n".join(wrong)
    assert all(calls >= least for _, calls in outcomes), outcomes


def test_files(folder):
    torture_all(folder, *FILE)


def test_streams(folder):
    torture_all(folder, *STREAM)


def test_predict(folder):
    torture_all(folder, *PREDICT)


main(globals())
