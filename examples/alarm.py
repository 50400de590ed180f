#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Prints each sound as it begins and ends, and writes it to a WAV file, with what came before it.

    COCHL_API_KEY=... alarm.py [--folder DIR] [--pre-roll S] [--longest S] [--tag TAG]... SOURCE [BASE-URL]

SOURCE is a file, a URI (one with rtsp: is a camera) or the word microphone. Audio is kept until the service has said what
it holds, so that a clip is whole however late the service is.

Exit status: 0 the file was judged to its end, or Ctrl-C; 1 failed; 2 wrong usage; 3 not authorized.
"""

import argparse
import collections
import os
import re
import signal
import sys
import threading
import wave

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstAudio", "1.0")
from gi.repository import GLib, Gst, GstAudio  # noqa: E402

FAILED, USAGE, NOT_AUTHORIZED = 1, 2, 3
Clip = collections.namedtuple("Clip", "name start end")


class Recorder:
    """The audio of the last while, in pieces of (timestamp, duration, caps, bytes). Any thread."""

    def __init__(self):
        self.lock = threading.Lock()
        self.pieces = collections.deque()

    def add(self, sample):
        buffer = sample.get_buffer()
        if buffer.pts != Gst.CLOCK_TIME_NONE:
            info = GstAudio.AudioInfo.new_from_caps(sample.get_caps())
            data = buffer.extract_dup(0, buffer.get_size())
            duration = len(data) // info.bpf * Gst.SECOND // info.rate
            with self.lock:
                self.pieces.append((buffer.pts, duration, info, data))

    def forget_before(self, time):
        with self.lock:
            while self.pieces and self.pieces[0][0] + self.pieces[0][1] < time:
                self.pieces.popleft()

    def reaches(self, time):
        with self.lock:
            return bool(self.pieces) and self.pieces[-1][0] + self.pieces[-1][1] >= time

    def write(self, path, start, end):
        """The audio from start to end as WAV; a change of format ends it."""
        with self.lock:
            pieces = [piece for piece in self.pieces if piece[0] + piece[1] > start and piece[0] < end]
        if not pieces:
            return False
        info = pieces[0][2]
        with wave.open(path, "wb") as file:
            file.setparams((info.channels, 2, info.rate, 0, "NONE", None))
            for pts, _, other, data in pieces:
                if (other.rate, other.channels) != (info.rate, info.channels):
                    break
                first = max(0, (start - pts) * info.rate // Gst.SECOND)
                last = max(0, (end - pts) * info.rate // Gst.SECOND)
                file.writeframes(data[first * info.bpf:last * info.bpf])
        return True


class Alarm:
    def __init__(self, options):
        self.options = options
        self.loop = GLib.MainLoop()
        self.exit_status = 0
        self.recorder = Recorder()
        self.sounds = {}   # id of an event that goes on: its start
        self.clips = []    # those that wait for their last audio
        self.judged = 0    # no event begins before this
        self.pipeline = self.build()

    def build(self):
        # Audio goes into the recorder on its way; nothing waits for anything there.
        behind = ("audioconvert name=convert ! cochlsense name=sense ! audioconvert ! audio/x-raw,format=S16LE ! "
                  "appsink name=recorder emit-signals=true sync=false")
        if self.options.source == "microphone":
            pipeline = Gst.parse_launch("autoaudiosrc ! " + behind)
        else:
            pipeline = Gst.parse_launch("uridecodebin name=source " + behind)
            source = pipeline.get_by_name("source")
            source.set_property("uri", to_uri(self.options.source))
            self.sink = pipeline.get_by_name("convert").get_static_pad("sink")
            source.connect("pad-added", self.on_pad_added)
            source.connect("no-more-pads", self.on_no_more_pads)
        sense = pipeline.get_by_name("sense")
        if self.options.base_url:
            sense.set_property("base-url", self.options.base_url)
        if self.options.tag:
            Gst.util_set_object_arg(sense, "tags", "<" + ",".join(self.options.tag) + ">")
        pipeline.get_by_name("recorder").connect("new-sample", self.on_sample)
        return pipeline

    def on_pad_added(self, _source, pad):
        caps = pad.get_current_caps()
        if caps and caps.get_structure(0).has_name("audio/x-raw") and not self.sink.is_linked():
            pad.link(self.sink)

    def on_no_more_pads(self, source):
        if not self.sink.is_linked():
            error = GLib.Error.new_literal(Gst.StreamError.quark(), "There is no audio track.",
                                           Gst.StreamError.TYPE_NOT_FOUND)
            source.post_message(Gst.Message.new_error(source, error, ""))

    def on_sample(self, appsink):
        """Streaming thread."""
        self.recorder.add(appsink.emit("pull-sample"))
        return Gst.FlowReturn.OK

    def on_message(self, _bus, message):
        structure = message.get_structure()
        if message.type == Gst.MessageType.ELEMENT and structure.has_name("cochlsense-event"):
            self.take_event(structure)
        elif message.type == Gst.MessageType.ELEMENT and structure.has_name("cochlsense-window"):
            self.take_window(structure)
        elif message.type == Gst.MessageType.WARNING:
            print("alarm.py: warning:", message.parse_warning()[0].message, file=sys.stderr)
        elif message.type == Gst.MessageType.ERROR:
            self.fail(message.parse_error()[0])
        elif message.type == Gst.MessageType.EOS:
            self.write_clips(all_of_them=True)
            self.loop.quit()
        return True

    def take_event(self, event):
        number, tag, start = (event.get_value(name) for name in ("id", "tag", "timestamp"))
        if event.get_value("state") == "start":
            print(f"{start / Gst.SECOND:9.1f}  {tag} begins", flush=True)
            self.sounds[number] = start
            return
        end = start + event.get_value("duration")
        print(f"{end / Gst.SECOND:9.1f}  {tag} ends", flush=True)
        del self.sounds[number]
        end = min(end, start + self.options.longest * Gst.SECOND)
        name = f"{number:04d}-" + re.sub(r"\W", "_", tag) + ".wav"
        self.clips.append(Clip(os.path.join(self.options.folder, name), self.before(start), end))

    def take_window(self, window):
        # Windows come in order: no event begins before the newest of them. An event comes before its window's message
        # or behind it, so that the window's own audio is kept.
        self.judged = window.get_value("timestamp")
        self.write_clips()
        oldest = min([self.judged, *self.sounds.values()])
        # A sound that goes on for very long is cut off, and its memory with it.
        oldest = max(oldest, self.judged - self.options.longest * Gst.SECOND)
        self.recorder.forget_before(min([self.before(oldest), *(clip.start for clip in self.clips)]))

    def before(self, time):
        return max(0, time - int(self.options.pre_roll * Gst.SECOND))

    def write_clips(self, all_of_them=False):
        for clip in list(self.clips):
            if all_of_them or self.recorder.reaches(clip.end):
                self.clips.remove(clip)
                if self.recorder.write(clip.name, clip.start, clip.end):
                    print("           wrote", clip.name, flush=True)

    def fail(self, error):
        # Errors that follow from the first one say nothing new.
        if not self.exit_status:
            print(f"alarm.py: {self.options.source}: {error.message}", file=sys.stderr)
            refused = error.matches(Gst.ResourceError.quark(), Gst.ResourceError.NOT_AUTHORIZED)
            self.exit_status = NOT_AUTHORIZED if refused else FAILED
        self.loop.quit()

    def on_interrupt(self):
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
        # The sessions are deleted on the way down.
        self.pipeline.set_state(Gst.State.NULL)
        return self.exit_status


def to_uri(source):
    return source if Gst.uri_is_valid(source) else Gst.filename_to_uri(source)


def main(arguments):
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--folder", default=".", help="where the clips go (the current folder)")
    parser.add_argument("--pre-roll", type=float, default=2, metavar="S", help="seconds before each sound (2)")
    parser.add_argument("--longest", type=int, default=60, metavar="S", help="seconds of a sound at most (60)")
    parser.add_argument("--tag", action="append", help="only these tags; repeatable")
    parser.add_argument("source", metavar="SOURCE", help="a file, a URI, or the word microphone")
    parser.add_argument("base_url", nargs="?", metavar="BASE-URL", help="where the service is")
    options = parser.parse_args(arguments)
    Gst.init(None)
    if not Gst.ElementFactory.find("cochlsense"):
        print("alarm.py: there is no element cochlsense; is its plugin on GST_PLUGIN_PATH?", file=sys.stderr)
        return FAILED
    os.makedirs(options.folder, exist_ok=True)
    return Alarm(options).run()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
