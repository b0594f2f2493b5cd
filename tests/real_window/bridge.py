"""Drives a program through the accessibility bus, as a screen reader would. One JSON command a line on standard input,
one JSON answer a line on standard output. Knows nothing of Lightmark: the test says what to look for.

Commands: {"do": "wait", "role", "name", "part", "gone"}, {"do": "click", …}, {"do": "type", …, "text"},
{"do": "key", "keys"}, {"do": "tree"}, {"do": "picture", "path"}, {"do": "alive"}, {"do": "title"}.

Nothing is done after a while and in the hope that it was long enough: each command waits for what it needs.
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

# Longer than anything takes on the slowest of machines, in seconds; the test is stopped some time after that.
FAR_TOO_LONG = 240


def enable():
    bus = Gio.bus_get_sync(Gio.BusType.SESSION)
    for prop in ("IsEnabled", "ScreenReaderEnabled"):
        value = GLib.Variant("(ssv)", ("org.a11y.Status", prop, GLib.Variant("b", True)))
        bus.call_sync("org.a11y.Bus", "/org/a11y/bus", "org.freedesktop.DBus.Properties", "Set", value, None, 0, FAR_TOO_LONG * 1000, None)


def walk(node):
    """Every node, top first. A node that goes away while it is looked at is an error."""
    stack = [node]
    while stack:
        node = stack.pop()
        if node is None:
            continue
        yield node
        stack.extend(node.get_child_at_index(i) for i in reversed(range(node.get_child_count())))


def nodes():
    # The library keeps what it has seen; a changed tree must be asked for anew.
    desktop = Atspi.get_desktop(0)
    desktop.clear_cache()
    for index in range(desktop.get_child_count()):
        app = desktop.get_child_at_index(index)
        if app is not None:
            app.clear_cache()
            yield from walk(app)


def until(ask):
    """Asks until the answer is anything; None when it took far too long. What changes meanwhile is asked for anew."""
    end = time.monotonic() + FAR_TOO_LONG
    while True:
        try:
            answer = ask()
        except GLib.Error:
            answer = None
        if answer or time.monotonic() > end:
            return answer
        time.sleep(0.1)


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
    return next((node for node in nodes() if matches(node, want)), None)


def has(node, state):
    return node.get_state_set().contains(state)


def is_gone(want):
    """Whether there is no such node in a window that is there and was looked at to its end."""
    everything = list(nodes())
    return len(everything) > 1 and not any(matches(node, want) for node in everything)


def usable(want):
    """The node, once it takes what a person does to it."""
    node = find(want)
    return node if node is not None and has(node, Atspi.StateType.ENABLED) else None


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


def to_the_window():
    """Keys go to the window that the window manager has made the active one."""
    if not until(lambda: subprocess.run(["xdotool", "getactivewindow"], capture_output=True).returncode == 0):
        raise AttributeError("no window is active")


def focused(want):
    """The field, once it gets the keys."""
    node = usable(want)
    if node is None or has(node, Atspi.StateType.FOCUSED):
        return node
    try:
        node.get_component_iface().grab_focus()
    except GLib.Error:
        pointer(node)
    return None


def type_text(want, text):
    to_the_window()
    if not until(lambda: focused(want)):
        return False
    subprocess.run(["xdotool", "key", "ctrl+a"], check=True)
    subprocess.run(["xdotool", "type", "--delay", "20", text], check=True)
    return bool(until(lambda: held(find(want)) == text))


def held(node):
    """The text in a field."""
    if node is None:
        return None
    # The library also keeps what a node could do when it was first seen, which in its first frame is less.
    node.clear_cache()
    text = node.get_text_iface()
    return text.get_text(0, text.get_character_count()) if text else None


def title(program):
    search = ["xdotool", "search", "--onlyvisible", "--pid", str(program.pid)]
    windows = subprocess.run(search, capture_output=True, text=True).stdout.split()
    titles = [subprocess.run(["xdotool", "getwindowname", w], capture_output=True, text=True).stdout.strip() for w in windows]
    return next(filter(None, titles), None)


def obey(command, program):
    do = command["do"]
    if do == "alive":
        return {"ok": program.poll() is None, "code": program.poll()}
    if do == "key":
        to_the_window()
        subprocess.run(["xdotool", "key", *command["keys"]], check=True)
        return {"ok": True}
    if do == "picture":
        subprocess.run(["import", "-window", "root", command["path"]], check=True)
        return {"ok": True}
    if do == "title":
        found = until(lambda: title(program))
        return {"ok": bool(found), "title": found}
    if do == "tree":
        told = until(lambda: [tell(node) for node in nodes()])
        return {"ok": bool(told), "tree": told}
    if do == "type":
        return {"ok": type_text(command, command["text"])}
    if do == "wait" and command.get("gone"):
        return {"ok": bool(until(lambda: is_gone(command)))}
    node = until(lambda: find(command) if do == "wait" else usable(command))
    if node is not None and do == "click":
        click(node)
    return {"ok": node is not None}


def main():
    # Otherwise an answer that takes 0.8 seconds counts as none.
    Atspi.set_timeout(FAR_TOO_LONG * 1000, FAR_TOO_LONG * 1000)
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
