#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What listen.c does, with PyGObject: prints each sound as it begins and ends.

    COCHL_API_KEY=... listen.py FILE|URI [BASE-URL]

Exit status: 0 all was judged, 1 it was not, 2 wrong usage, 3 not authorized.
"""

import signal
import sys

import gi

gi.require_version("Gst", "1.0")
from gi.repository import GLib, Gst  # noqa: E402

FAILED, USAGE, NOT_AUTHORIZED = 1, 2, 3
UNITS = ("requests", "bytes-sent", "analysis-units")


class Listener:
    def __init__(self, name, uri, base_url):
        self.name = name
        self.loop = GLib.MainLoop()
        self.exit_status = 0
        # uridecodebin's pads come later: only one of audio is linked.
        self.pipeline = Gst.parse_launch(
            "uridecodebin name=source  audioconvert name=convert ! cochlsense name=sense ! fakesink sync=false")
        self.sense = self.pipeline.get_by_name("sense")
        self.sink = self.pipeline.get_by_name("convert").get_static_pad("sink")
        source = self.pipeline.get_by_name("source")
        source.set_property("uri", uri)
        if base_url:
            self.sense.set_property("base-url", base_url)
        source.connect("pad-added", self.on_pad_added)
        source.connect("no-more-pads", self.on_no_more_pads)

    def on_pad_added(self, _source, pad):
        caps = pad.get_current_caps()
        if caps and caps.get_structure(0).has_name("audio/x-raw") and not self.sink.is_linked():
            pad.link(self.sink)

    def on_no_more_pads(self, source):
        if not self.sink.is_linked():
            error = GLib.Error.new_literal(Gst.StreamError.quark(), "There is no audio track.",
                                           Gst.StreamError.TYPE_NOT_FOUND)
            source.post_message(Gst.Message.new_error(source, error, ""))

    def on_message(self, _bus, message):
        structure = message.get_structure()
        if message.type == Gst.MessageType.ELEMENT and structure.has_name("cochlsense-event"):
            self.print_event(structure)
        elif message.type == Gst.MessageType.WARNING:
            print("listen.py: warning:", message.parse_warning()[0].message, file=sys.stderr)
        elif message.type == Gst.MessageType.ERROR:
            self.fail(message.parse_error()[0])
        elif message.type == Gst.MessageType.EOS:
            self.print_summary()
            self.loop.quit()
        return True

    @staticmethod
    def print_event(event):
        start, duration = event.get_value("stream-time"), event.get_value("duration")
        tag, probability = event.get_value("tag"), event.get_value("probability")
        if event.get_value("state") == "start":
            print(f"{start / Gst.SECOND:9.1f}  {tag} begins, probability {probability:.2f}", flush=True)
        else:
            print(f"{(start + duration) / Gst.SECOND:9.1f}  {tag} ends after {duration / Gst.SECOND:.1f} s, "
                  f"probability at most {probability:.2f}", flush=True)

    def print_summary(self):
        stats = self.sense.get_property("stats")
        print(f"\n{stats.get_value('audio-duration') / Gst.SECOND:.1f} s of audio,",
              f"windows {stats.get_value('windows')}, sounds {stats.get_value('events')},",
              ", ".join(f"{name} {stats.get_value(name)}" for name in UNITS))

    def fail(self, error):
        # Errors that follow from the first one say nothing new.
        if not self.exit_status:
            print(f"listen.py: {self.name}: {error.message}", file=sys.stderr)
            refused = error.matches(Gst.ResourceError.quark(), Gst.ResourceError.NOT_AUTHORIZED)
            self.exit_status = NOT_AUTHORIZED if refused else FAILED
        self.loop.quit()

    def on_interrupt(self):
        # The sessions are deleted on the way down.
        print("listen.py: interrupted", file=sys.stderr)
        self.exit_status = FAILED
        self.loop.quit()
        return True

    def run(self):
        bus = self.pipeline.get_bus()
        bus.add_signal_watch()
        bus.connect("message", self.on_message)
        for number in signal.SIGINT, signal.SIGTERM:
            GLib.unix_signal_add(GLib.PRIORITY_DEFAULT, number, self.on_interrupt)
        self.pipeline.set_state(Gst.State.PLAYING)
        self.loop.run()
        self.pipeline.set_state(Gst.State.NULL)
        return self.exit_status


def main(arguments):
    if len(arguments) not in (1, 2) or arguments[0].startswith("-"):
        print("usage: listen.py FILE|URI [BASE-URL]", file=sys.stderr)
        return 0 if arguments == ["--help"] else USAGE
    Gst.init(None)
    uri = arguments[0] if Gst.uri_is_valid(arguments[0]) else Gst.filename_to_uri(arguments[0])
    if not Gst.ElementFactory.find("cochlsense"):
        print("listen.py: there is no element cochlsense; is its plugin on GST_PLUGIN_PATH?", file=sys.stderr)
        return FAILED
    return Listener(arguments[0], uri, arguments[1] if len(arguments) > 1 else None).run()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
