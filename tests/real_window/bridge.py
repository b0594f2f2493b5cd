"""Drives a program through the accessibility bus, as a screen reader would. One JSON command a line on standard input,
one JSON answer a line on standard output. Knows nothing of Lightmark: the test says what to look for.

Commands: {"do": "wait", "role", "name", "part", "gone", "seconds"}, {"do": "click", …}, {"do": "type", …, "text"},
{"do": "key", "keys"}, {"do": "tree"}, {"do": "picture", "path"}, {"do": "alive"}, {"do": "title", "seconds"}.
"""
import json
import subprocess
import sys
import time

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, Gio, GLib  # noqa: E402

# Versions of the accessibility library name the same role differently.
ROLES = {
    "button": {"button", "push button"},
    "text": {"entry", "text", "password text", "paragraph"},
    "label": {"label", "static", "text"},
    "check": {"check box", "toggle button", "switch"},
    "row": {"list item", "table row", "tree item", "table cell", "option", "list box option"},
    "heading": {"heading"},
    "tab": {"page tab", "radio button", "toggle button", "push button", "button"},
}


def enable():
    bus = Gio.bus_get_sync(Gio.BusType.SESSION)
    for prop in ("IsEnabled", "ScreenReaderEnabled"):
        value = GLib.Variant("(ssv)", ("org.a11y.Status", prop, GLib.Variant("b", True)))
        bus.call_sync("org.a11y.Bus", "/org/a11y/bus", "org.freedesktop.DBus.Properties", "Set", value, None, 0, 10000, None)


def walk(node):
    """Every node, top first. A node that goes away while it is looked at is left out."""
    stack = [node]
    while stack:
        node = stack.pop()
        if node is None:
            continue
        yield node
        try:
            count = node.get_child_count()
            stack.extend(node.get_child_at_index(i) for i in reversed(range(count)))
        except GLib.Error:
            continue


def nodes():
    # The library keeps what it has seen; a changed tree must be asked for anew.
    desktop = Atspi.get_desktop(0)
    desktop.clear_cache()
    for index in range(desktop.get_child_count()):
        app = desktop.get_child_at_index(index)
        if app is not None:
            app.clear_cache()
            yield from walk(app)


def words(node):
    """What a screen reader says of it: its name, or the text that it holds."""
    name = node.get_name() or ""
    if not name:
        text = node.get_text_iface()
        if text:
            name = text.get_text(0, text.get_character_count()) or ""
    return name


def matches(node, want):
    role = want.get("role")
    if role and node.get_role_name() not in ROLES.get(role, {role}):
        return False
    name = want.get("name")
    if name is None:
        return True
    said = words(node)
    return name in said if want.get("part") else said == name


def find(want):
    for node in nodes():
        try:
            if matches(node, want):
                return node
        except GLib.Error:
            continue
    return None


def wait(want):
    end = time.monotonic() + want.get("seconds", 20)
    while True:
        node = find(want)
        if (node is None) == bool(want.get("gone")):
            return node, True
        if time.monotonic() > end:
            return node, False
        time.sleep(0.1)


def tell(node):
    if node is None:
        return None
    states = [s.value_nick for s in node.get_state_set().get_states()]
    return {"role": node.get_role_name(), "name": words(node), "states": states}


def place(node):
    """The middle of it on the screen."""
    box = node.get_component_iface().get_extents(Atspi.CoordType.SCREEN)
    return box.x + box.width // 2, box.y + box.height // 2


def pointer(node):
    x, y = place(node)
    subprocess.run(["xdotool", "mousemove", str(x), str(y), "click", "1"], check=True)


def click(node):
    action = node.get_action_iface()
    if action and action.get_n_actions() > 0 and action.do_action(0):
        return
    pointer(node)


def type_text(node, text):
    try:
        node.get_component_iface().grab_focus()
    except GLib.Error:
        pointer(node)
    time.sleep(0.3)
    subprocess.run(["xdotool", "key", "ctrl+a"], check=True)
    subprocess.run(["xdotool", "type", "--delay", "20", text], check=True)


def obey(command, program):
    do = command["do"]
    if do == "alive":
        return {"ok": program.poll() is None, "code": program.poll()}
    if do == "key":
        subprocess.run(["xdotool", "key", *command["keys"]], check=True)
        return {"ok": True}
    if do == "picture":
        subprocess.run(["import", "-window", "root", command["path"]], check=True)
        return {"ok": True}
    if do == "title":
        search = ["timeout", str(command.get("seconds", 20)), "xdotool", "search", "--sync", "--onlyvisible", "--pid", str(program.pid)]
        windows = subprocess.run(search, capture_output=True, text=True).stdout.split()
        titles = [subprocess.run(["xdotool", "getwindowname", w], capture_output=True, text=True).stdout.strip() for w in windows]
        return {"ok": bool(titles), "title": next(filter(None, titles), "")}
    if do == "tree":
        told = []
        for node in nodes():
            try:
                told.append(tell(node))
            except GLib.Error:
                continue
        return {"ok": True, "tree": told}
    node, ok = wait(command)
    answer = {"ok": ok, "node": tell(node)}
    if ok and do == "click":
        click(node)
    if ok and do == "type":
        type_text(node, command["text"])
    return answer


def main():
    enable()
    program = subprocess.Popen(sys.argv[1:], stdin=subprocess.DEVNULL, stdout=sys.stderr)
    try:
        for line in sys.stdin:
            try:
                answer = obey(json.loads(line), program)
            except (GLib.Error, subprocess.CalledProcessError, AttributeError) as error:
                answer = {"ok": False, "error": str(error)}
            print(json.dumps(answer), flush=True)
    finally:
        program.terminate()
        try:
            program.wait(10)
        except subprocess.TimeoutExpired:
            program.kill()


main()
