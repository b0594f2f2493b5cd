#!/usr/bin/env bash
# Installs the Debian package in a bare system, as root, and starts it there: the command line, and the window on
# a display outside. What the package forgets to depend on is missing there. Needs packaging/prepare.sh package.
#
#   packaging/test-deb.sh [PACKAGE.deb]      the picture of the window goes to target/deb-window.png
set -euo pipefail
cd "$(dirname "$0")/.."
target=${CARGO_TARGET_DIR:-target}
package=${1:-$(ls -t "$target"/lightmark_*.deb | head -n 1)}
[ -f "$package" ] || { echo "no package; run packaging/build-deb.sh first" >&2; exit 2; }
[ "$(id -u)" -eq 0 ] || { echo "run as root: a bare system is made by debootstrap" >&2; exit 2; }

lintian --profile debian --suppress-tags-from-file packaging/linux/lintian-suppress --fail-on error "$package"

# The bare system comes from the mirror that this machine uses; a copy is kept, it takes half a minute to make.
suite=$(. /etc/os-release && echo "$VERSION_CODENAME")
cache=${XDG_CACHE_HOME:-${HOME:-/nonexistent}/.cache}/lightmark/bare-$suite.tar
work=$(mktemp -d)
# Where no home can be written to, no copy is kept.
mkdir -p "${cache%/*}" 2>/dev/null && [ -w "${cache%/*}" ] || cache=$work/bare.tar
root=$work/root
mkdir "$root"
display_process=
clean_up() {
  [ -z "$display_process" ] || kill "$display_process" 2>/dev/null || true
  for mounted in proc dev/pts dev tmp/.X11-unix; do
    mountpoint -q "$root/$mounted" && umount -l "$root/$mounted"
  done
  rm -rf --one-file-system "$work"
}
trap clean_up EXIT
if [ ! -f "$cache" ]; then
  mirror=$(apt-get indextargets --format '$(REPO_URI) $(RELEASE)' 'Created-By: Packages' | awk -v s="$suite" '$2 == s { print $1; exit }')
  [ -n "$mirror" ] || { apt-get update -qq; mirror=$(apt-get indextargets --format '$(REPO_URI) $(RELEASE)' 'Created-By: Packages' | awk -v s="$suite" '$2 == s { print $1; exit }'); }
  # A mirror that is out of reach for a while is asked again; what is half there must go first.
  make_bare() {
    rm -rf --one-file-system "$root" && mkdir "$root" \
      && debootstrap --variant=minbase --include=ca-certificates "$suite" "$root" "$mirror" >"$work/debootstrap.log" 2>&1
  }
  make_bare || { sleep 15; make_bare; } || { sleep 60; make_bare; } || { tail -n 20 "$work/debootstrap.log" >&2; exit 1; }
  # Whole or not at all, also where two of these run at once.
  tar -C "$root" -cf "$cache.$$" . && mv "$cache.$$" "$cache"
else
  tar -C "$root" -xf "$cache"
fi
# The bare system finds packages where this one does.
rm -rf "$root/etc/apt/sources.list" "$root/etc/apt/sources.list.d"
cp -a /etc/apt/sources.list.d "$root/etc/apt/"
[ ! -f /etc/apt/sources.list ] || cp /etc/apt/sources.list "$root/etc/apt/"
cp -a /etc/apt/apt.conf.d/. "$root/etc/apt/apt.conf.d/"
cp -aL /usr/share/keyrings/. "$root/usr/share/keyrings/" 2>/dev/null || true
cp -aL /etc/apt/trusted.gpg.d/. "$root/etc/apt/trusted.gpg.d/" 2>/dev/null || true
cp -L /etc/resolv.conf "$root/etc/resolv.conf"
cp -aL /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/" 2>/dev/null || true
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
cp "$package" "$root/tmp/lightmark.deb"

inside() { chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 DEBIAN_FRONTEND=noninteractive "$@"; }
install_inside() {
  inside apt-get update -qq -o Acquire::Retries=3 \
    && inside apt-get install -y -qq --no-install-recommends -o Acquire::Retries=3 /tmp/lightmark.deb </dev/null >"$work/install.log" 2>&1
}
# What a package lacks, it lacks each time; a mirror may come back.
install_inside || { sleep 15; install_inside; } || { sleep 60; install_inside; } \
  || { tail -n 30 "$work/install.log" >&2; exit 1; }
echo "installed: $(inside lightmark --version)"

# The window, on a display that runs outside, so that nothing of the display's own libraries helps it.
Xvfb -displayfd 3 -screen 0 1280x800x24 -nolisten tcp -noreset 3>"$work/display" 2>/dev/null &
display_process=$!
for _ in $(seq 1200); do
  if [ -s "$work/display" ] || ! kill -0 "$display_process" 2>/dev/null; then break; fi
  sleep 0.1
done
[ -s "$work/display" ] || { echo "no display started" >&2; exit 1; }
display=:$(cat "$work/display")
mkdir -p "$root/tmp/.X11-unix"
mount --bind /tmp/.X11-unix "$root/tmp/.X11-unix"
inside env DISPLAY="$display" LIGHTMARK_HOME=/tmp/home LIGHTMARK_KEYSTORE=file:/tmp/keys lightmark >"$work/window.log" 2>&1 &
window_process=$!
if ! DISPLAY=$display timeout 300 xdotool search --sync --onlyvisible --name '^Lightmark' >/dev/null; then
  echo "no window opened in the bare system:" >&2
  cat "$work/window.log" >&2
  exit 1
fi
mkdir -p "$target"
# A window that painted nothing is one flat colour; the first picture may take a while without a graphics card.
colours=0
for _ in $(seq 300); do
  if ! kill -0 "$window_process" 2>/dev/null; then
    echo "the window closed by itself:" >&2
    cat "$work/window.log" >&2
    exit 1
  fi
  DISPLAY=$display import -window root "$target/deb-window.png"
  colours=$(identify -format '%k' "$target/deb-window.png")
  [ "$colours" -le 16 ] || break
  sleep 1
done
[ "$colours" -gt 16 ] || { echo "the window is empty ($colours colours)" >&2; exit 1; }
# It stays, too.
sleep 2
kill -0 "$window_process" 2>/dev/null || { echo "the window closed by itself:" >&2; cat "$work/window.log" >&2; exit 1; }
kill "$window_process" 2>/dev/null || true
inside apt-get remove -y -qq lightmark </dev/null >/dev/null 2>&1
[ ! -e "$root/usr/bin/lightmark" ] || { echo "removing the package leaves the program behind" >&2; exit 1; }
echo "the window opened in the bare system: $target/deb-window.png ($colours colours)"
