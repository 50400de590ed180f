# SPDX-License-Identifier: LGPL-2.1-or-later
"""What vendor-client.py runs with the vendor's client at hand: BASE_URL KEY FOLDER. Speaks TAP."""

import os
import sys

import cochl.sense
import numpy
import soundfile

BASE_URL, KEY, FOLDER = sys.argv[1:]
RATE = 22050


def tone(seconds, amplitude=0.5):
    return amplitude * numpy.sin(2 * numpy.pi * 880 * numpy.arange(int(seconds * RATE)) / RATE)


def silence(seconds):
    return numpy.zeros(int(seconds * RATE))


def write(name, *parts):
    """Block by block: libsndfile's encoders do not take minutes at once."""
    path = os.path.join(FOLDER, name)
    samples = numpy.concatenate(parts)
    with soundfile.SoundFile(path, "w", RATE, 1) as file:
        for start in range(0, len(samples), RATE):
            file.write(samples[start:start + RATE])
    return path


def predict(path, key=KEY, **config):
    client = cochl.sense.Client(key, cochl.sense.APIConfig(host=BASE_URL, **config))
    return client.predict(path, timeout=60)


def windows(result):
    return [(w.start_time, w.end_time, [t.name for t in w.sound_tags]) for w in result.events.window_results]


def check(name, got, wanted):
    if got != wanted:
        raise AssertionError(f"{name}: got {got}, wanted {wanted}")


def test_formats():
    wanted = [(0, 2, ["Siren"]), (1, 3, ["Siren"]), (2, 4, ["Siren"]), (3, 5, ["Siren"]), (4, 6, ["Others"]), (5, 7, ["Others"])]
    for name in "a.wav", "a.ogg", "a.mp3", "a.flac":
        result = predict(write(name, tone(4), silence(3)))
        check(name, windows(result)[:6], wanted)
        check(name, result.events_summarized(cochl.sense.APIConfig()), "At 0.0-5.0s, [Siren] was detected")


def test_sensitivities():
    """A tone in a fifth of the window: below the threshold of 0.5, above that of two steps more."""
    path = write("short.wav", silence(0.8), tone(0.4), silence(0.8))
    scale = cochl.sense.SensitivityScale
    for default, by_tags, wanted in (
            (scale.MEDIUM, {}, "Others"), (scale.VERY_HIGH, {}, "Siren"),
            (scale.MEDIUM, {"Siren": scale.VERY_HIGH}, "Siren"), (scale.VERY_HIGH, {"Siren": scale.VERY_LOW}, "Others")):
        result = predict(path, sensitivity=cochl.sense.SensitivityConfig(default, by_tags))
        check(f"{default}, {by_tags}", windows(result), [(0, 2, [wanted])])


def test_pages():
    """More than 1024 windows: a tone in the first and the last minute of twenty."""
    path = write("long.flac", tone(60), silence(1080), tone(60))
    got = windows(predict(path))
    check("windows", [w[:2] for w in got], [(i, i + 2) for i in range(1199)])
    check("tags", ["Siren" in w[2] for w in got], [i < 60 or i > 1138 for i in range(1199)])


def test_chunks():
    """Above five million bytes the client sends several chunks."""
    path = write("large.wav", tone(120))
    check("size", os.path.getsize(path) > 5 * 10**6, True)
    check("windows", len(windows(predict(path))), 119)


def test_keys_and_tags():
    try:
        predict(write("b.wav", tone(2)), key="wrong")
    except cochl.sense.CochlSenseException as why:
        check("refusal", str(why).startswith("Unauthorized"), True)
    else:
        raise AssertionError("a wrong key was taken")
    tags = cochl.sense.Client(KEY, cochl.sense.APIConfig(host=BASE_URL)).get_official_tags()
    check("tags", "Siren" in tags and "Tone" in tags, True)


def main():
    failed = False
    tests = [test for name, test in globals().items() if name.startswith("test_")]
    print(f"1..{len(tests)}")
    for number, test in enumerate(tests, 1):
        try:
            test()
            print(f"ok {number} {test.__name__}", flush=True)
        # The client's exceptions are no Exception.
        except BaseException as why:
            failed = True
            print(f"not ok {number} {test.__name__}\n# {why!r}", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
