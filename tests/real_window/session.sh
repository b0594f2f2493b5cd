#!/usr/bin/env bash
# A desktop of its own for one program: display, session bus, accessibility bus, window manager. Starts the bridge,
# which starts the program; ends with it and leaves nothing running.
#
#   session.sh WIDTHxHEIGHT BRIDGE.py PROGRAM [ARGUMENT…]
set -euo pipefail
size=$1
shift
# Sockets come here, whose paths may not be long.
work=$(TMPDIR=/tmp mktemp -d)
display_process=
clean_up() {
  [ -z "$display_process" ] || kill "$display_process" 2>/dev/null || true
  rm -rf "$work"
}
trap clean_up EXIT
export HOME=$work/home XDG_RUNTIME_DIR=$work/run LANG=C.UTF-8 NO_AT_BRIDGE=0 GDK_BACKEND=x11 LIBGL_ALWAYS_SOFTWARE=1
export XDG_CONFIG_HOME=$HOME/.config XDG_DATA_HOME=$HOME/.local/share XDG_CACHE_HOME=$HOME/.cache
mkdir -p "$HOME" "$XDG_RUNTIME_DIR"
chmod 700 "$XDG_RUNTIME_DIR"
unset WAYLAND_DISPLAY DBUS_SESSION_BUS_ADDRESS AT_SPI_BUS_ADDRESS
# Without -noreset it would begin anew, and close its doors meanwhile, whenever the last client of the moment leaves.
Xvfb -displayfd 3 -screen 0 "${size}x24" -nolisten tcp -noreset 3>"$work/display" >/dev/null 2>&1 </dev/null &
display_process=$!
# As long as it is coming up; far too long is a minute or two.
for _ in $(seq 1200); do
  if [ -s "$work/display" ] || ! kill -0 "$display_process" 2>/dev/null; then break; fi
  sleep 0.1
done
[ -s "$work/display" ] || { echo "no display started" >&2; exit 1; }
DISPLAY=:$(cat "$work/display")
export DISPLAY
# What the services say is a log; standard output belongs to the bridge alone.
exec 4>&1 1>&2
# The program is started when somebody manages windows: its window would not become the active one otherwise.
dbus-run-session -- bash -c '
  openbox >/dev/null 2>&1 </dev/null 4>&- &
  manager=$!
  until xdotool get_desktop >/dev/null 2>&1; do
    kill -0 "$manager" || { echo "no window manager started" >&2; exit 1; }
    sleep 0.1
  done
  exec /usr/bin/python3 -W ignore "$@" >&4 4>&-' bash "$@"
