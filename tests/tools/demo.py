# SPDX-License-Identifier: LGPL-2.1-or-later
"""./demo as a newcomer runs it; only where the build directory is the one that it uses."""

import os
import re

from harness import BUILD, KEY, SOURCE, Emulator, main, make_sound, run

DEMO = os.path.join(SOURCE, "demo")
OTHER_BUILD = "" if os.path.realpath(BUILD) == os.path.realpath(os.path.join(SOURCE, "build")) \
    else "./demo uses another build directory"
NO_KEY = {"COCHL_API_KEY": ""}


def demo(*arguments, **more):
    return run(DEMO, "--no-install", *arguments, ours=True, **more)


def test_without_key(folder):
    if OTHER_BUILD:
        return OTHER_BUILD
    output, errors = demo(env=NO_KEY)
    assert errors == "", errors
    assert output.count("\n") > 8 and "measures sound and recognises nothing" in output, output
    for words in "Siren begins", "Knock begins", "Noise begins", "analysis units":
        assert words in output, output


def test_with_key(folder):
    """With a key the judge is the service, here one of COCHL_SENSE_BASE_URL."""
    if OTHER_BUILD:
        return OTHER_BUILD
    with Emulator("--tone", "880=Klaxon") as service:
        output, _ = demo(make_sound(folder), env={"COCHL_SENSE_BASE_URL": service.address})
    assert "Klaxon begins" in output and "emulator" not in output and KEY not in output, output


def test_from_elsewhere(folder):
    """A relative FILE counts from where the user stands."""
    if OTHER_BUILD:
        return OTHER_BUILD
    make_sound(folder)
    output, _ = demo("sound.wav", env=NO_KEY, cwd=folder)
    assert "Siren begins" in output, output


def test_usage(folder):
    assert re.search("Usage", run(DEMO, "--help", ours=True)[0])
    assert "--nosuch" in run(DEMO, "--nosuch", ours=True, status=2)[1]
    assert "one FILE" in run(DEMO, "a.wav", "b.wav", ours=True, status=2)[1]
    assert "leave it out" in run(DEMO, "", ours=True, status=2)[1]
    assert "no file nosuch.wav" in run(DEMO, "nosuch.wav", ours=True, status=1)[1]
    assert f"{folder} is a folder" in run(DEMO, folder, ours=True, status=1)[1]


main(globals())
