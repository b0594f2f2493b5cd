#!/bin/sh
# Outside readers of what Lightmark writes. Signs every fixture format in created, opened and sidecar form with the
# real program, then has c2pa-python, c2pa-ts, exiftool, other programs' decoders and the conformance rubrics
# look at the results.
#
#   run.sh PROGRAM WORK_FOLDER [CONFORMANCE_FOLDER]
#
# The environment names Lightmark's home and key store. Exit codes: 0 all is well, 1 a reader objects, 77 the readers
# cannot be installed here.
set -eu
program=$1
work=$2
conformance=${3:-}
here=$(cd "$(dirname "$0")" && pwd)
fixtures=$here/../fixtures/formats
cache=${LIGHTMARK_OUTSIDE_CACHE:-${XDG_CACHE_HOME:-${HOME:-/nonexistent}/.cache}/lightmark-outside}
# Where no home can be written to, they are installed for this run.
mkdir -p "$cache" 2>/dev/null && [ -w "$cache" ] || { cache=$work/readers; mkdir -p "$cache"; }

# ---- the readers, at fixed versions
install_readers() {
    python3 -m venv "$cache/venv" &&
        "$cache/venv/bin/pip" install --quiet --disable-pip-version-check --retries 5 c2pa-python==0.38.1 &&
        (cd "$cache" && { [ -f package.json ] || echo '{"private":true,"type":"module"}' >package.json; } &&
            npm install --silent --no-audit --no-fund --fetch-retries 5 \
                @trustnxt/c2pa-ts@0.9.4 @adobe/json-formula@2.0.0 js-yaml@4.1.0) &&
        touch "$cache/ready-1"
}
if ! [ -f "$cache/ready-1" ]; then
    # A registry may be out of reach for a while.
    install_readers >"$work/install.log" 2>&1 ||
        { sleep 15; install_readers >"$work/install.log" 2>&1; } ||
        { sleep 45; install_readers >"$work/install.log" 2>&1; } ||
        { echo "cannot install the readers:" >&2; tail -5 "$work/install.log" >&2; exit 77; }
fi
command -v exiftool >/dev/null || { echo "exiftool is not installed" >&2; exit 77; }

# ---- what is to be read
id=$("$program" identity new --name "Ada Example" 2>/dev/null)
"$program" identity export "$id" >"$work/chain.pem"
# The last certificate of the chain is the personal root, which the readers are told to trust.
awk '/BEGIN/{n++; text=""} {text=text $0 "\n"} END{printf "%s", text}' "$work/chain.pem" >"$work/root.pem"
stated='--source-type digitalCapture --copyright Example --credit Example --ai notAllowed'
embeddable=$(ls "$fixtures"/photo.* "$fixtures"/sound.* "$fixtures"/video.* | grep -v -e '\.psd$' -e '\.nef$')
# shellcheck disable=SC2086
"$program" sign $embeddable --identity "$id" --out "$work/created" --name-pattern '{name}' $stated \
    --creator "Ada Example" --license https://example.org/licence --usage-terms Editorial \
    --rights-in-manifest-only >/dev/null
# The same rights in the files' own metadata too, over what has no history and over what has one.
"$program" sign "$fixtures"/photo.jpg "$fixtures"/photo.png "$fixtures"/photo.tiff "$fixtures"/photo.dng \
    --identity "$id" --out "$work/rights" --name-pattern '{name}' --creator "Ada Example" --copyright Example \
    --license https://example.org/licence --ai notAllowed >/dev/null
for file in "$work"/rights/*; do
    "$program" sign "$file" --identity "$id" --out "$work/rights" --name-pattern '{name}-again' --credit Desk >/dev/null
done
# shellcheck disable=SC2086
"$program" sign $embeddable --identity "$id" --out "$work/opened" --name-pattern '{name}' >/dev/null
# shellcheck disable=SC2086
"$program" sign "$work"/created/* --identity "$id" --out "$work/again" --name-pattern '{name}' >/dev/null 2>&1
# Decisions, as updates and as manifests of their own.
"$program" approve "$work"/created/photo.jpg "$work"/created/photo.png "$work"/created/photo.webp "$work"/created/video.mp4 \
    --identity "$id" --out "$work/approved" --name-pattern '{name}' --role "picture editor" --note Fine >/dev/null
for file in "$fixtures"/photo.* "$fixtures"/sound.* "$fixtures"/video.*; do
    ending=${file##*.}
    mkdir -p "$work/sidecar/$ending"
    cp "$file" "$work/sidecar/$ending/"
    # shellcheck disable=SC2086
    "$program" sign "$work/sidecar/$ending/$(basename "$file")" --identity "$id" --sidecar $stated >/dev/null
done
# Keys of the other kinds, in what every reader reads.
for algorithm in es256 es384; do
    other=$("$program" identity new --name "Ada Example" --algorithm "$algorithm" 2>/dev/null)
    "$program" identity export "$other" |
        awk '/BEGIN/{n++; text=""} {text=text $0 "\n"} END{printf "%s", text}' >>"$work/root.pem"
    "$program" sign "$fixtures/photo.jpg" "$fixtures/photo.png" --identity "$other" --out "$work/$algorithm" \
        --name-pattern '{name}' >/dev/null
done

# Edited copies: of what has a history and of what has none, with every kind of step, into every format that is written.
steps='--blur 0,0,9,9 --pixelate 9,0,9,9 --black-out 0,9,9,9 --rotate 91 --mirror --crop 4:3 --resize 40x40 --exposure 0.3
    --contrast 10 --temperature 5 --sharpen 10 --srgb'
mkdir -p "$work/edited"
for ending in jpg png tif webp avif; do
    # shellcheck disable=SC2086
    "$program" export "$work/created/photo.jpg" --identity "$id" -o "$work/edited/signed.$ending" $steps \
        --copyright Example --ai notAllowed --watermark-text "(c) Ada" --watermark-image "$work/created/photo.png" \
        --watermark-image-at top-left >/dev/null 2>&1 || { echo "no edited $ending" >&2; exit 1; }
    "$program" export "$fixtures/photo.png" --identity "$id" -o "$work/edited/plain.$ending" --exposure 1 >/dev/null 2>&1
done

# Redacted copies: of what has a history (from which the creator and the thumbnails go) and of what has none.
"$program" redact "$work/created/photo.jpg" "$work/created/photo.png" --preset public --drop creator --identity "$id" \
    --reason "protects a witness" --out "$work/redacted" >/dev/null 2>&1 || { echo "no redacted copies" >&2; exit 1; }
"$program" redact "$fixtures/photo.jpg" "$fixtures/photo.heic" "$fixtures/video.mp4" --preset marketing --drop time \
    --identity "$id" --out "$work/redacted-plain" >/dev/null 2>&1 || { echo "no redacted plain copies" >&2; exit 1; }

# Histories redacted alone: by updates, and where a format takes none, by an edit.
"$program" redact "$work/created/photo.jpg" "$work/created/photo.png" "$work/created/photo.tiff" "$work/created/photo.heic" \
    "$work/created/photo.webp" --history-only --preset public --drop-field cawg.training-mining --identity "$id" \
    --out "$work/history" >/dev/null 2>&1 || { echo "no redacted histories" >&2; exit 1; }

# ---- what they say
failed=0
echo "== c2pa-python"
"$cache/venv/bin/python" "$here/read_with_c2pa_python.py" "$work" "$work/root.pem" || failed=1
echo "== c2pa-ts"
LIGHTMARK_OUTSIDE_CACHE=$cache node "$here/read_with_c2pa_ts.mjs" "$work" || failed=1
echo "== exiftool"
python3 "$here/read_with_exiftool.py" "$work" "$fixtures" || failed=1
echo "== decoders"
python3 "$here/compare_pixels.py" "$work" "$fixtures" || failed=1
if [ -n "$conformance" ]; then
    echo "== conformance rubrics"
    mkdir -p "$work/crjson"
    for file in "$work"/created/* "$work"/opened/* "$work"/again/* "$work"/rights/* "$work"/approved/* "$work"/history/* "$work"/edited/* "$work"/sidecar/*/*; do
        case $file in *.c2pa) continue ;; esac
        name=$(echo "${file#"$work/"}" | tr / -)
        "$program" verify --crjson --trust-list "$work/root.pem" "$file" >"$work/crjson/$name.json" ||
            { echo "no crJSON for $file" >&2; failed=1; }
    done
    LIGHTMARK_OUTSIDE_CACHE=$cache node "$here/rubrics.mjs" "$conformance" "$work"/crjson/*.json || failed=1
fi
exit $failed
