"""Has exiftool compare each signed file with its original: every tag must have stayed (but for places and lengths),
and where this exiftool shows JUMBF, the manifest's label must be there."""
import json
import pathlib
import re
import subprocess
import sys

SHOWS_JUMBF = {".jpg", ".png", ".jxl"}
# Signing adds bytes, so what is said about places, lengths and the file itself moves.
MOVES = re.compile(r"(Offset|Offsets|Start|DataPos|Size|FileName|Directory|Date|Permissions|Padding|Data|Bitrate)$")
OURS = {"System", "ExifTool", "File", "JUMBF", "CBOR", "JSON", "Jpeg2000", "Composite"}


def tags(path):
    command = ["exiftool", "-j", "-G1", "-a", "-api", "largefilesupport=1", str(path)]
    output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    found = {}
    for name, value in json.loads(output)[0].items():
        group, _, tag = name.rpartition(":")
        # The engine writes ID3 tags anew, as version 2.4; what they say must stay.
        name = re.sub(r"^ID3v2_\d", "ID3v2", name)
        if group and group not in OURS and not MOVES.search(tag):
            found[name] = value
    return found


def png_chunks(path):
    """Every chunk but the manifest store's, byte for byte."""
    data, at, found = path.read_bytes(), 8, []
    while at < len(data):
        size = int.from_bytes(data[at:at + 4], "big") + 12
        if data[at + 4:at + 8] != b"caBX":
            found.append(data[at:at + size])
        at += size
    return found


def main(work, fixtures):
    bad = count = 0
    for form in ("created", "opened", "again"):
        for path in sorted(pathlib.Path(work, form).iterdir()):
            count += 1
            original = pathlib.Path(fixtures, path.name)
            before, after = tags(original), tags(path)
            if path.suffix == ".png":
                # exiftool 12.57 takes a PNG's EXIF for part of the JUMBF box before it and skips it, so the chunks
                # themselves are compared.
                before = {"chunks": png_chunks(original)}
                after = {"chunks": png_chunks(path)}
            found = [f"{tag} was {value!r}, is {after.get(tag)!r}" for tag, value in before.items()
                     if after.get(tag) != value]
            if path.suffix in SHOWS_JUMBF:
                jumbf = subprocess.run(["exiftool", "-a", "-JUMBF:JUMDLabel", str(path)], capture_output=True, text=True)
                if "urn:c2pa:" not in jumbf.stdout:
                    found.append("no manifest label in the JUMBF")
            for objection in found:
                print(f"{form}/{path.name}: {objection}")
            bad += bool(found)
    print(f"{count - bad} of {count} files keep their tags (exiftool)")
    return 1 if bad or count < 54 else 0


sys.exit(main(*sys.argv[1:]))
