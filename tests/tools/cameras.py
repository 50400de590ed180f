# SPDX-License-Identifier: LGPL-2.1-or-later
"""The examples for what never ends, at a camera and an emulator: examples/camera.c and examples/alarm.py."""

import os
import re
import struct
import time
import wave

from harness import BOUND, BUILD, SOURCE, Camera, Emulator, Program, main, make_sound, run

CAMERA = os.path.join(BUILD, "examples", "camera")
ALARM = ("/usr/bin/python3", "-B", os.path.join(SOURCE, "examples", "alarm.py"))
WIDTH, HEIGHT = 320, 240


def text_in_pictures(film, folder):
    """For each picture of a film whether something bright is in its upper left corner, where the test's ball never is."""
    raw = os.path.join(folder, "pictures")
    run("gst-launch-1.0", "-q", "filesrc", f"location={film}", "!", "matroskademux", "!", "vp8dec", "!",
        "videoconvert", "!", "video/x-raw,format=GRAY8", "!", "filesink", f"location={raw}")
    with open(raw, "rb") as file:
        pictures = file.read()
    size = WIDTH * HEIGHT
    return [any(max(pictures[start + row * WIDTH:start + row * WIDTH + WIDTH // 3]) > 150 for row in range(HEIGHT // 4))
            for start in range(0, len(pictures), size)]


def test_sounds_on_the_picture(folder):
    """A tone is written upon the picture while it is heard, and the film holds picture and sound."""
    film = os.path.join(folder, "film.mkv")
    with Emulator("--tone", "880=Siren") as emulator, Camera("aac") as camera:
        with Program(CAMERA, "--base-url", emulator.base_url, "--output", film, camera.uri, ours=True) as program:
            program.wait_for(r"Siren ends after", 2)
            program.stop()
    texts = text_in_pictures(film, folder)
    assert True in texts and False in texts, texts
    with open(film, "rb") as file:
        film = file.read()
    assert b"V_VP8" in film and b"A_VORBIS" in film


def test_camera_comes_back(folder):
    """Its power is cut, and it is back on its old address: what is heard then goes into a second film."""
    film = os.path.join(folder, "film.mkv")
    with Emulator("--tone", "880=Siren") as emulator:
        with Camera("pcmu") as camera:
            program = Program(CAMERA, "--base-url", emulator.base_url, "--output", film, camera.uri, ours=True)
            with program:
                program.wait_for("Siren ends after")
                camera.process.kill()
                # There is none now: the pauses grow.
                program.wait_for(r"Next try in 1 s\.")
                program.wait_for(r"Next try in 2 s\.")
                heard = program.output.count("begins")
                with Camera("pcmu", camera.port):
                    program.wait_for("Siren begins", heard + 1)
                    program.stop()
    assert os.path.getsize(film) > 0
    assert any(name.startswith("film-") for name in os.listdir(folder)), os.listdir(folder)


def test_no_audio(folder):
    with Emulator() as emulator, Camera("none") as camera:
        started = time.monotonic()
        output = run(CAMERA, "--base-url", emulator.base_url, "--output", os.path.join(folder, "a.mkv"), camera.uri,
                     status=1, ours=True)[1]
        assert "no audio track" in output, output
        output = run(*ALARM, "--folder", folder, camera.uri, emulator.base_url, status=1)[1]
        assert "no audio track" in output, output
    # Ten seconds each is what the examples promise; the machine may be busy.
    assert time.monotonic() - started < BOUND


def test_camera_usage(folder):
    for arguments in (), ("a", "b"), ("not-a-uri",), ("--nosuch",):
        assert "camera: " in run(CAMERA, *arguments, status=2, ours=True)[1]
    assert "URI" in run(CAMERA, "--help", ours=True)[0]


def level(path):
    """Seconds of a WAV file, and at each tenth of a second whether it sounds."""
    with wave.open(path) as file:
        rate, channels = file.getframerate(), file.getnchannels()
        samples = struct.unpack(f"<{file.getnframes() * channels}h", file.readframes(file.getnframes()))
    step = rate * channels // 10
    return [max(map(abs, samples[i:i + step])) > 1000 for i in range(0, len(samples) - step + 1, step)]


def test_alarm_file(folder):
    """make-sound has a tone at 2 s for 3 s, knocks from 7 s and noise from 11 s on."""
    with Emulator("--tone", "880=Siren") as emulator:
        output = run(*ALARM, "--folder", folder, "--pre-roll", "1.5", "--tag", "Siren", "--tag", "Noise",
                     make_sound(folder), emulator.base_url)[0]
    clips = sorted(name for name in os.listdir(folder) if name != "sound.wav")
    assert clips == ["0001-Siren.wav", "0002-Noise.wav"], (clips, output)
    # The event begins at 1 s, with the first window that holds the tone; its clip would begin at -0.5 s.
    siren = level(os.path.join(folder, clips[0]))
    assert siren[:19] == [False] * 19 and all(siren[21:40]), siren
    assert re.search(r"1\.0  Siren begins\n", output) and output.count("wrote") == 2, output


def test_alarm_camera(folder):
    with Emulator("--tone", "880=Siren") as emulator, Camera("pcmu") as camera:
        with Program(*ALARM, "--folder", folder, "--pre-roll", "1", camera.uri, emulator.base_url, ours=False) as program:
            # The first may have begun before we came.
            program.wait_for("wrote", 2)
            program.stop()
    clip = level(os.path.join(folder, "0002-Siren.wav"))
    # A window before the tone, at most, the tone of a second, and what is left of the last window.
    assert 8 <= sum(clip) <= 11 and not any(clip[:5]), clip
    first = clip.index(True)
    assert all(clip[first:first + 9]), clip


def test_alarm_usage(folder):
    assert "SOURCE" in run(*ALARM, status=2)[1]
    assert "--pre-roll" in run(*ALARM, "--help")[0]
    assert "nosuch.wav" in run(*ALARM, os.path.join(folder, "nosuch.wav"), status=1)[1]


main(globals())
