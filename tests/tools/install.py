# SPDX-License-Identifier: LGPL-2.1-or-later
"""What meson install lays down works from there: plugin, command, headers, pkg-config file."""

import glob
import os
import re

from harness import BUILD, main, run

PROGRAM = """
#include <cochl/cochl.h>
int
main (void)
{
  g_autoptr (CochlTag) tag = cochl_tag_new ("Siren", 0.5);
  return cochl_tag_is_others (tag);
}
"""


def install(folder):
    run("meson", "install", "-C", BUILD, "--no-rebuild", "--quiet", "--destdir", folder, ours=True)
    [plugin] = glob.glob(f"{folder}/**/libgstcochlsense.so", recursive=True)
    [command] = glob.glob(f"{folder}/**/bin/cochlsense", recursive=True)
    return plugin, command


def test_plugin(folder):
    plugin, _ = install(folder)
    output, _ = run("gst-inspect-1.0", "cochlsense", env={
        "GST_PLUGIN_PATH_1_0": os.path.dirname(plugin), "GST_REGISTRY_1_0": folder + "/registry"})
    assert plugin in output and "Filter/Analyzer/Audio" in output, output


def test_command(folder):
    _, command = install(folder)
    assert "emulate" in run(command, "--help", ours=True)[0]


def test_header_and_pkgconfig(folder):
    install(folder)
    [description] = glob.glob(f"{folder}/**/cochl.pc", recursive=True)
    libdir = os.path.dirname(os.path.dirname(description))
    with open(description, encoding="utf-8") as file:
        moved = re.sub("^prefix=", f"prefix={folder}", file.read(), flags=re.M)
    with open(description, "w", encoding="utf-8") as file:
        file.write(moved)
    flags, _ = run("pkg-config", "--cflags", "--libs", "cochl", ours=True,
                   env={"PKG_CONFIG_PATH": os.path.dirname(description)})
    source, program = folder + "/a.c", folder + "/a"
    with open(source, "w", encoding="utf-8") as file:
        file.write(PROGRAM)
    sanitizers = ["-fsanitize=address,undefined"] if os.environ.get("COCHLSENSE_PRELOAD") else []
    run("cc", *sanitizers, "-o", program, source, *flags.split(), f"-Wl,-rpath,{libdir}")
    run(program, ours=True)


def test_devenv(folder):
    """meson devenv finds plugin and command of the build."""
    output, _ = run("meson", "devenv", "-C", BUILD, "gst-inspect-1.0", "cochlsense", env={
        "GST_PLUGIN_PATH_1_0": "", "GST_REGISTRY_1_0": folder + "/registry"})
    assert os.path.join(BUILD, "gst") in output, output
    assert "emulate" in run("meson", "devenv", "-C", BUILD, "cochlsense", "--help")[0]


main(globals())
