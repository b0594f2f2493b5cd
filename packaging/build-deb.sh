#!/usr/bin/env bash
# Builds target/lightmark_VERSION_ARCH.deb from a release build and prints its path.
# LIGHTMARK_BINARY=PATH packs a program that is already built.
set -euo pipefail
cd "$(dirname "$0")/.."
target=${CARGO_TARGET_DIR:-target}
version=$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -n 1)
architecture=$(dpkg --print-architecture)
binary=${LIGHTMARK_BINARY:-}
maintainer="The Lightmark authors <authors@lightmark.invalid>"
if [ -z "$binary" ]; then
  cargo build --release --locked >&2
  binary=$target/release/lightmark
fi

root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
chmod 755 "$root"
files=$root/lightmark
id=org.lightmark.Lightmark
install -Dm755 "$binary" "$files/usr/bin/lightmark"
strip --strip-unneeded --remove-section=.comment --remove-section=.note "$files/usr/bin/lightmark"
install -Dm644 "packaging/linux/$id.desktop" "$files/usr/share/applications/$id.desktop"
install -Dm644 "packaging/linux/$id.metainfo.xml" "$files/usr/share/metainfo/$id.metainfo.xml"
install -Dm644 assets/icon.svg "$files/usr/share/icons/hicolor/scalable/apps/$id.svg"
for size in 16 24 32 48 64 128 256 512; do
  install -Dm644 "assets/icon-$size.png" "$files/usr/share/icons/hicolor/${size}x$size/apps/$id.png"
done
# The program itself tells of its commands, so that neither can fall behind.
mkdir -p "$files/usr/share/man/man1"
LIGHTMARK_HOME=$root/home "$binary" manual "$files/usr/share/man/man1"
gzip -9n "$files"/usr/share/man/man1/*.1
completions() { LIGHTMARK_HOME=$root/home "$binary" completions "$1" | install -Dm644 /dev/stdin "$files/usr/share/$2"; }
completions bash bash-completion/completions/lightmark
completions zsh zsh/vendor-completions/_lightmark
completions fish fish/vendor_completions.d/lightmark.fish
doc=$files/usr/share/doc/lightmark
install -Dm644 CHANGELOG.md "$doc/NEWS"
gzip -9n "$doc/NEWS"
# Debian's own form of a changelog, which points there.
day=$(sed -n "s/^## \\[\{0,1\}$version\\]\{0,1\}.* \([0-9-]\{10\}\)$/\1/p" CHANGELOG.md | head -n 1)
cat >"$doc/changelog" <<CHANGELOG
lightmark ($version) unstable; urgency=medium

  * What is new is told in NEWS.gz beside this file.

 -- $maintainer  $(LC_ALL=C date -u -R -d "${day:-2026-11-20}")
CHANGELOG
gzip -9n "$doc/changelog"
install -Dm644 packaging/linux/copyright "$doc/copyright"

# The program loads the windowing libraries at run time, so that no tool can see that it needs them.
window="libx11-6, libx11-xcb1, libxcursor1, libxi6, libxkbcommon-x11-0, libxkbcommon0, libgl1, libegl1"
window="$window, libwayland-client0, libwayland-egl1, libfontconfig1, libdbus-1-3"
mkdir -p "$root/debian" && : >"$root/debian/control"
linked=$(cd "$root" && dpkg-shlibdeps -O --ignore-missing-info -e lightmark/usr/bin/lightmark | sed 's/^shlibs:Depends=//')
mkdir "$files/DEBIAN"
cat >"$files/DEBIAN/control" <<CONTROL
Package: lightmark
Version: $version
Architecture: $architecture
Maintainer: $maintainer
Section: graphics
Priority: optional
Installed-Size: $(du -sk --exclude=DEBIAN "$files" | cut -f 1)
Depends: $linked, $window
Recommends: ca-certificates, gnome-keyring | kwalletmanager, xdg-desktop-portal
Description: sign photos and check what files say of their origin
 Lightmark writes and reads C2PA Content Credentials. It signs photos and media
 with a key that stays in the system keyring, and shows who signed a file,
 whether it changed since, which steps are recorded and what its owner allows.
 .
 Nothing is uploaded, and files from strangers are read in separate processes
 with limits on memory, time and rights.
CONTROL
(cd "$files" && find usr -type f -print0 | sort -z | xargs -0 md5sum >DEBIAN/md5sums)
chmod -R u=rwX,go=rX "$files"
package=$target/lightmark_${version}_$architecture.deb
mkdir -p "$target"
dpkg-deb --root-owner-group --build "$files" "$package" >&2
echo "$package"
