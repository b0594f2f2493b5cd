#!/usr/bin/env bash
# Measures the whole program, release build, against the targets: ratios of one run on one machine, so that the
# machine's own speed does not matter. Takes about fifteen minutes and 8 GB under /tmp.
#
#   benches/speed.sh                             everything, 1,000 photos
#   benches/speed.sh --files 200 --only verify,sign,redact,export,video,window
#   benches/speed.sh --check                     exit code 1 when a target is missed
#
# LIGHTMARK_BINARY=PATH measures a program that is already built. Needs ImageMagick, ffmpeg, exiftool, openssl and Xvfb
# (packaging/prepare.sh tests); compares with vips where it is installed.
set -euo pipefail
cd "$(dirname "$0")/.."
if [ -z "${LIGHTMARK_BINARY:-}" ]; then
  cargo build --release --locked
  LIGHTMARK_BINARY=${CARGO_TARGET_DIR:-target}/release/lightmark
fi
exec python3 benches/speed.py --program "$(realpath "$LIGHTMARK_BINARY")" "$@"
