#!/bin/bash
# Runs a command in a private D-Bus session with a real keyring service; works as root, without a display.
# Never touches the keyring, home or session of the person who runs it.
#
#   with-keyring.sh unlocked COMMAND…   gnome-keyring with an unlocked login keyring
#   with-keyring.sh empty COMMAND…      gnome-keyring in which no keyring was ever made
#   with-keyring.sh bare COMMAND…       a session bus on which no keyring answers
#
# Needs the Debian packages dbus, gnome-keyring and libglib2.0-bin. The command sees LIGHTMARK_TEST_KEYRING=MODE.
set -euo pipefail

for program in dbus-run-session gnome-keyring-daemon gdbus; do
    command -v "$program" >/dev/null || { echo "with-keyring.sh: $program is missing (apt-get install dbus gnome-keyring libglib2.0-bin)" >&2; exit 69; }
done
mode=${1:?mode: unlocked, empty or bare}
shift
case $mode in unlocked | empty | bare) ;; *) echo "with-keyring.sh: no mode $mode" >&2; exit 64 ;; esac

export CARGO_HOME=${CARGO_HOME:-${HOME:-}/.cargo} RUSTUP_HOME=${RUSTUP_HOME:-${HOME:-}/.rustup} # HOME changes below
# Sockets come here, whose paths may not be long.
room=$(TMPDIR=/tmp mktemp -d)
trap 'rm -rf "$room"' EXIT
export HOME=$room/home XDG_RUNTIME_DIR=$room/run XDG_DATA_HOME=$room/home/.local/share
export XDG_CONFIG_HOME=$room/home/.config XDG_CACHE_HOME=$room/home/.cache
mkdir -p "$HOME" "$XDG_RUNTIME_DIR" "$XDG_DATA_HOME/keyrings"
chmod 700 "$XDG_RUNTIME_DIR"
unset DISPLAY WAYLAND_DISPLAY DBUS_SESSION_BUS_ADDRESS GNOME_KEYRING_CONTROL SSH_AUTH_SOCK
export LIGHTMARK_TEST_KEYRING=$mode

# No service directories: nothing is started by being asked for.
cat >"$room/bus.conf" <<CONF
<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:tmpdir=$room/run</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
CONF

# The daemon ends with the session bus.
dbus-run-session --config-file="$room/bus.conf" -- bash -euc '
    answers() {
        # Far too long is a minute or two.
        for _ in $(seq 1200); do
            if gdbus call --session -d org.freedesktop.secrets -o /org/freedesktop/secrets \
                -m org.freedesktop.Secret.Service.ReadAlias default 2>/dev/null | grep -q "$1"; then return 0; fi
            sleep 0.1
        done
        echo "with-keyring.sh: gnome-keyring did not come up" >&2
        exit 70
    }
    case $LIGHTMARK_TEST_KEYRING in
        unlocked)
            # The password is standard input up to its end; a new line would be part of it.
            eval "$(printf %s test | gnome-keyring-daemon --unlock --components=secrets 2>/dev/null)"
            answers /collection/ ;;
        empty)
            eval "$(gnome-keyring-daemon --start --components=secrets 2>/dev/null </dev/null)"
            answers objectpath ;;
    esac
    "$@"' bash "$@"
