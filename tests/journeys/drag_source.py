#!/usr/bin/python3
"""A small window to drag files out of, as from a file manager: drag_source.py X Y FILE..."""
import sys

import gi

gi.require_version("Gdk", "3.0")
gi.require_version("Gtk", "3.0")
from gi.repository import Gdk, GLib, Gtk  # noqa: E402

left, top, files = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]
window = Gtk.Window(title="drag source")
window.set_decorated(False)
window.set_default_size(160, 48)
window.move(left, top)
handle = Gtk.EventBox()
handle.add(Gtk.Label(label="drag me"))
handle.drag_source_set(
    Gdk.ModifierType.BUTTON1_MASK, [Gtk.TargetEntry.new("text/uri-list", 0, 0)], Gdk.DragAction.COPY
)
handle.connect(
    "drag-data-get", lambda _handle, _drag, data, *_: data.set_uris([GLib.filename_to_uri(f) for f in files])
)
window.add(handle)
# Only when it is drawn can it be taken hold of.
window.connect("map-event", lambda *_: print("ready", flush=True))
window.connect("destroy", Gtk.main_quit)
window.show_all()
Gtk.main()
