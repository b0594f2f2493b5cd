#!/usr/bin/env bash
# Installs what this machine lacks to build and open Lightmark, and no more. Says what and why before it does.
#
#   packaging/prepare.sh            to build and to open the window
#   packaging/prepare.sh tests      also what the tests start (a display, a session bus, a keyring, outside readers)
#   packaging/prepare.sh package    also what builds and tries the Debian package
set -euo pipefail

# What to look for (a command, a shared library, a file) | the Debian package that has it | why.
build=(
  "cc|gcc libc6-dev|a C compiler, for OpenSSL"
  "make|make|OpenSSL is built from source"
  "perl -MIPC::Cmd|perl|OpenSSL's own build script"
)
window=(
  "libX11.so.6|libx11-6|the window under X11"
  "libX11-xcb.so.1|libx11-xcb1|the window under X11"
  "libXcursor.so.1|libxcursor1|the window under X11"
  "libXi.so.6|libxi6|the window under X11"
  "libxkbcommon-x11.so.0|libxkbcommon-x11-0|the keyboard under X11"
  "libxkbcommon.so.0|libxkbcommon0|the keyboard"
  "libGL.so.1|libgl1|painting"
  "libEGL.so.1|libegl1|painting"
  "libwayland-client.so.0|libwayland-client0|the window under Wayland"
  "libwayland-egl.so.1|libwayland-egl1|the window under Wayland"
  "libfontconfig.so.1|libfontconfig1|the system's fonts"
  "libdbus-1.so.3|libdbus-1-3|the session bus"
)
tests=(
  "Xvfb|xvfb|a display for the window test"
  "openbox|openbox|a window manager for the window test"
  "import|imagemagick|pictures of the window"
  "xdotool|xdotool|keys for the window test"
  "dbus-run-session|dbus|a private session bus"
  "gdbus|libglib2.0-bin|talking to the session bus"
  "gnome-keyring-daemon|gnome-keyring|a keyring service to test with"
  "/usr/libexec/at-spi-bus-launcher|at-spi2-core|the accessibility bus"
  "/usr/lib/python3/dist-packages/gi/__init__.py|python3-gi|driving the window from outside"
  "/usr/lib/*/girepository-1.0/Atspi-2.0.typelib|gir1.2-atspi-2.0|driving the window from outside"
  "/usr/lib/*/dri/swrast_dri.so|libgl1-mesa-dri|painting without a graphics card"
  "/usr/share/vulkan/icd.d/lvp_icd.*|mesa-vulkan-drivers|pictures of pages without a display"
  "rsvg-convert|librsvg2-bin|an outside reader of SVG, which ImageMagick starts"
  "exiftool|libimage-exiftool-perl|an outside reader of metadata"
  "mat2|mat2|an outside reader of metadata, for the leak suite"
  "openssl|openssl|an outside authority and reader of certificates, and a time-stamp authority"
  "age|age|an outside reader of backups"
  "heif-enc|libheif-examples|an outside writer and reader of HEIC"
  "avifdec|libavif-bin|an outside reader of AVIF"
  "djxl|libjxl-tools|an outside reader of JPEG XL"
  "jpegtran|libjpeg-turbo-progs|an outside tool that turns JPEGs without loss"
  "script|bsdutils|a terminal for the age tool"
  "strace|strace|watching that nothing connects unasked"
  "ffmpeg|ffmpeg|making video and sound to sign"
  "node|nodejs|an outside reader of Content Credentials"
  "npm|npm|an outside reader of Content Credentials"
  "python3|python3|outside readers and the window test"
  "/usr/lib/python3*/ensurepip/__init__.py|python3-venv|an outside reader of Content Credentials"
  "desktop-file-validate|desktop-file-utils|the desktop file is checked"
  "appstreamcli|appstream|the AppStream file is checked"
)
package=(
  "dpkg-shlibdeps|dpkg-dev|the package's dependencies are computed"
  "fakeroot|fakeroot|files in the package belong to root"
  "debootstrap|debootstrap|the package is tried in a bare system"
  "lintian|lintian|the package is checked"
)

wanted=("${build[@]}" "${window[@]}")
case "${1-}" in
  "") ;;
  tests) wanted+=("${tests[@]}") ;;
  package) wanted+=("${tests[@]}" "${package[@]}") ;;
  *) echo "usage: packaging/prepare.sh [tests|package]" >&2; exit 2 ;;
esac

PATH="$PATH:/usr/sbin:/sbin"
libraries=$(ldconfig -p 2>/dev/null || true)

# Whether a library, a file (a pattern is allowed) or a command is here.
is_here() {
  case "$1" in
    lib*.so.*) [[ $libraries == *"$1 "* ]] ;;
    # Debian's smallest system has a perl without its library.
    perl\ *) $1 -e 1 2>/dev/null ;;
    /*) compgen -G "$1" >/dev/null ;;
    *) command -v "$1" >/dev/null 2>&1 ;;
  esac
}

missing=()
for entry in "${wanted[@]}"; do
  IFS='|' read -r sign packages why <<<"$entry"
  if ! is_here "$sign"; then
    echo "missing: $packages ($why)"
    read -ra names <<<"$packages"
    missing+=("${names[@]}")
  fi
done
if [ ${#missing[@]} -eq 0 ]; then
  exit 0
fi

if ! command -v apt-get >/dev/null; then
  # Other systems name and keep these things elsewhere, so that not finding one is a warning only.
  echo "This script installs by apt-get only. If what follows fails, install what is listed above by your system's own means." >&2
  exit 0
fi
as_root=()
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null || { echo "Run as root: apt-get install ${missing[*]}" >&2; exit 1; }
  as_root=(sudo)
fi
echo "installing: ${missing[*]}"
# Two installations at once wait for each other. A mirror that is out of reach, or changes while it is read, is asked anew.
install_them() {
  "${as_root[@]}" apt-get update -qq -o Acquire::Retries=3 \
    && "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
      -o DPkg::Lock::Timeout=600 -o Acquire::Retries=3 "${missing[@]}" </dev/null >/dev/null
}
for pause in 15 60 0; do
  if install_them; then exit 0; fi
  [ "$pause" -eq 0 ] || { echo "that failed; once more in $pause s" >&2; sleep "$pause"; }
done
echo "These could not be installed: ${missing[*]}" >&2
exit 1
