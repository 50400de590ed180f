# SPDX-License-Identifier: LGPL-2.1-or-later
"""The launch line of the README, on every kind of file: one message a window, in order.

The sounds are the project's own and, where COCHLSENSE_TEST_SOUNDS names a
folder with real ones, all of those; each as it is and as MP3, Ogg, FLAC, M4A
and MP4 with a picture.
"""

import concurrent.futures
import os
import pathlib
import re
import struct

from harness import Emulator, main, make_sound, run

TO_PCM = ("decodebin", "!", "audioconvert", "!", "audioresample", "!")
PICTURE = ("videotestsrc", "num-buffers=25", "!", "video/x-raw,width=64,height=64,framerate=25/1", "!",
           "x264enc", "!", "queue", "!", "mux.")
ENCODERS = {
    "mp3": ("lamemp3enc", "!"),
    "ogg": ("vorbisenc", "!", "oggmux", "!"),
    "flac": ("flacenc", "!"),
    "m4a": ("avenc_aac", "!", "mp4mux", "!"),
    "mp4": ("avenc_aac", "!", "queue", "!", "mp4mux", "name=mux", "!"),
}
# Codecs add silence before and after; the last window may be one more.
MOST_ADDED = 0.2


def seconds_of(path):
    """A WAV file's data in seconds, from its own header (Python's wave refuses extensible ones)."""
    content = pathlib.Path(path).read_bytes()
    at, rate, seconds = 12, None, None
    while at + 8 <= len(content) and seconds is None:
        name, size = struct.unpack_from("<4sI", content, at)
        if name == b"fmt ":
            rate = struct.unpack_from("<I", content, at + 16)[0]
        elif name == b"data":
            seconds = min(size, len(content) - at - 8) / rate
        at += 8 + size + size % 2
    return seconds


def encode(sound, folder, suffix):
    path = os.path.join(folder, f"{sound.stem}.{suffix}")
    run("gst-launch-1.0", "-q", "filesrc", f"location={sound}", "!", *TO_PCM, *ENCODERS[suffix],
        "filesink", f"location={path}", *(PICTURE if suffix == "mp4" else ()))
    return path


def windows(emulator, path):
    """The windows that the launch line prints, as (index, timestamp, duration) in ns, and the names of all tags."""
    output = run("gst-launch-1.0", "-m", "filesrc", f"location={path}", "!", "decodebin", "!", "audioconvert", "!",
                 "cochlsense", "api-key=k", f"base-url={emulator.base_url}", "!", "fakesink")[0]
    lines = re.findall(r"cochlsense-window, .*", output)
    numbers = [tuple(int(re.search(rf"{field}=\(guint64\)(\d+)", line)[1])
                     for field in ("window", "timestamp", "duration")) for line in lines]
    assert all("status=(string)analyzed" in line for line in lines), output
    return numbers, set(re.findall(r"name\\*=\\*\(string\\*\)(\w+)", "\n".join(lines)))


def check_file(emulator, path, seconds):
    found, tags = windows(emulator, path)
    name = os.path.basename(path)
    fewest, most = (max(1, -(-(length - 2) // 1) + 1) for length in (seconds - MOST_ADDED, seconds + MOST_ADDED))
    assert fewest <= len(found) <= most, f"{name}: {len(found)} windows of {seconds:.2f} s"
    assert [index for index, _, _ in found] == list(range(len(found))), f"{name}: {found}"
    starts = [timestamp for _, timestamp, _ in found]
    assert all(b - a == 10**9 for a, b in zip(starts, starts[1:])), f"{name}: {starts}"
    end = (found[-1][1] + found[-1][2] - starts[0]) / 1e9
    assert abs(end - seconds) <= MOST_ADDED, f"{name}: the windows end at {end}, the sound at {seconds}"
    assert tags, f"{name}: nothing was heard"
    return tags


def check_sound(emulator, sound, folder):
    seconds = seconds_of(sound)
    heard = {"wav": check_file(emulator, sound, seconds)}
    for suffix in ENCODERS:
        heard[suffix] = check_file(emulator, encode(sound, folder, suffix), seconds)
    # A lossy copy may miss what was barely there, but not everything.
    assert all(tags & heard["wav"] for tags in heard.values()), f"{sound.name}: {heard}"


def test_our_own_sound(folder):
    sound = pathlib.Path(make_sound(folder))
    assert seconds_of(sound) == 13.0
    with Emulator("--tone", "880=Siren") as emulator:
        check_sound(emulator, sound, folder)
        assert {"Siren", "Knock", "Noise"} <= windows(emulator, sound)[1]


def test_real_sounds(folder):
    sounds = os.environ.get("COCHLSENSE_TEST_SOUNDS")
    if not sounds:
        return "COCHLSENSE_TEST_SOUNDS names no folder with sounds"
    with Emulator() as emulator, concurrent.futures.ThreadPoolExecutor(4) as pool:
        found = sorted(pathlib.Path(sounds).glob("*.wav"))
        assert found, f"{sounds} has no *.wav"
        list(pool.map(lambda sound: check_sound(emulator, sound, folder), found))
    return None


main(globals())
