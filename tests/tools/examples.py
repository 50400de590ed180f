# SPDX-License-Identifier: LGPL-2.1-or-later
"""The example programs hear the sounds of make-sound where they are."""

import json
import os
import re
import signal
import subprocess
import time
import urllib.request

from harness import BOUND, BUILD, SOURCE, Emulator, KEY, foreign, main, make_sound, run

LISTEN = (os.path.join(BUILD, "examples", "listen"),)
LISTEN_PY = ("/usr/bin/python3", "-B", os.path.join(SOURCE, "examples", "listen.py"))


def begins(output, tag):
    """Seconds at which the tag is said to begin."""
    return [60 * int(m or 0) + float(s)
            for m, s in re.findall(rf"^\s*(?:(\d+):)?([\d.]+)  {tag} begins", output, re.M)]


def check_sounds(output):
    # A window begins up to its length before the sound that it hears.
    for tag, start in ("Siren", 2), ("Knock", 7), ("Noise", 11):
        heard = begins(output, tag)
        assert heard and start - 2 < heard[0] <= start, f"{tag} at {heard}\n{output}"
    assert len(re.findall("begins", output)) == len(re.findall("ends after", output)), output
    assert KEY not in output


def test_listen(folder):
    with Emulator("--tone", "880=Siren") as emulator:
        output, errors = run(*LISTEN, "--windows", "--base-url", emulator.base_url, make_sound(folder), ours=True)
    check_sounds(output)
    assert errors == "", errors
    assert len(re.findall(r"window \d+ analyzed", output)) == 12, output
    for words in (r"audio +13\.0 s", r"windows +12, 12 of them judged", r"detections +\d+ in windows, sounds: \d+",
                  r"requests +[1-9]", r"bytes +[1-9]\d+ sent, [1-9]\d+ received", r"analysis units +1 of 15 s"):
        assert re.search(words, output), f"no {words!r} in\n{output}"


def test_listen_py(folder):
    with Emulator("--tone", "880=Siren") as emulator:
        output, errors = run(*LISTEN_PY, make_sound(folder), emulator.base_url)
    check_sounds(output)
    assert errors == "", errors
    assert re.search(r"13\.0 s of audio, windows 12, sounds \d+, requests \d+", output), output


def test_film(folder):
    """Of a film only the sound counts."""
    sound, film = make_sound(folder), os.path.join(folder, "film.ogg")
    run("gst-launch-1.0", "-q", "videotestsrc", "num-buffers=30", "!", "theoraenc", "!", "oggmux", "name=mux", "!",
        "filesink", f"location={film}",
        "filesrc", f"location={sound}", "!", "wavparse", "!", "audioconvert", "!", "vorbisenc", "!", "mux.")
    with Emulator("--tone", "880=Siren") as emulator:
        for program in LISTEN + ("--base-url", emulator.base_url, film), LISTEN_PY + (film, emulator.base_url):
            check_sounds(run(*program)[0])


def test_no_audio(folder):
    film = os.path.join(folder, "silent.ogg")
    run("gst-launch-1.0", "-q", "videotestsrc", "num-buffers=30", "!", "theoraenc", "!", "oggmux", "!",
        "filesink", f"location={film}")
    for program in LISTEN, LISTEN_PY:
        errors = run(*program, film, status=1)[1]
        assert "no audio track" in errors, errors


def test_refused(folder):
    with Emulator("--key", "another") as emulator:
        sound = make_sound(folder)
        for program in LISTEN + ("--base-url", emulator.base_url, sound), LISTEN_PY + (sound, emulator.base_url):
            errors = run(*program, status=3)[1]
            assert errors and KEY not in errors, errors


def open_sessions(emulator):
    with urllib.request.urlopen(emulator.address + "/emulator/sessions", timeout=BOUND) as reply:
        return json.load(reply)


def test_interrupted(folder):
    """Ctrl-C or kill in the middle of the analysis leaves no session on the service."""
    sound = make_sound(folder)
    for number in signal.SIGINT, signal.SIGTERM:
        for program in LISTEN, LISTEN_PY:
            with Emulator("--analysis-time", "600") as emulator:
                env = {**os.environ, "COCHL_API_KEY": KEY, "COCHL_SENSE_BASE_URL": emulator.address}
                process = subprocess.Popen([*program, sound], env=foreign(env), stderr=subprocess.PIPE, text=True)
                end = time.monotonic() + BOUND
                while not open_sessions(emulator):
                    assert time.monotonic() < end, f"{program}: no session"
                process.send_signal(number)
                errors = process.communicate(timeout=BOUND)[1]
                assert process.returncode == 1 and "interrupted" in errors, (process.returncode, errors)
                assert open_sessions(emulator) == []


def test_usage(folder):
    for program in LISTEN, LISTEN_PY:
        run(*program, status=2)
    assert "--nosuch" in run(*LISTEN, "--nosuch", status=2)[1]
    assert "FILE|URI" in run(*LISTEN_PY, "--nosuch", status=2)[1]
    assert "FILE|URI" in run(*LISTEN_PY, "--help")[1]
    assert "nosuch.wav" in run(*LISTEN, os.path.join(folder, "nosuch.wav"), status=1)[1]


main(globals())
