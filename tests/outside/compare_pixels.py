"""Has other programs decode each signed file and its original: pictures, frames and samples must be the same. This
found that c2pa 0.90.22 can sign a HEIC so that it verifies and cannot be shown. A decoder that is not installed here
is named and left out."""
import pathlib
import shutil
import subprocess
import sys
import tempfile

DECODERS = {
    "convert": ([".jpg", ".png", ".gif", ".webp", ".tiff", ".svg"], lambda source, _: ["convert", f"{source}[0]", "rgb:-"]),
    "heif-convert": ([".heic", ".heif", ".avif"], lambda source, target: ["heif-convert", source, target]),
    "djxl": ([".jxl"], lambda source, target: ["djxl", source, target]),
    "ffmpeg": (
        [".mp4", ".mov", ".avi", ".m4a", ".wav", ".mp3", ".flac"],
        lambda source, _: ["ffmpeg", "-v", "error", "-i", source, "-f", "framemd5", "-"],
    ),
}


def decoded(command_for, source):
    with tempfile.TemporaryDirectory() as folder:
        target = pathlib.Path(folder, "decoded.png")
        done = subprocess.run(command_for(str(source), str(target)), capture_output=True)
        if done.returncode != 0:
            return f"not decoded: {done.stderr.decode(errors='replace').strip()[:300]}"
        return target.read_bytes() if target.exists() else done.stdout


def main(work, fixtures):
    bad = count = 0
    for program, (endings, command_for) in DECODERS.items():
        if not shutil.which(program):
            print(f"left out: {program} is not installed, so {' '.join(endings)} are not decoded")
            continue
        for form in ("created", "opened", "again"):
            for path in sorted(pathlib.Path(work, form).iterdir()):
                if path.suffix not in endings:
                    continue
                count += 1
                before, after = decoded(command_for, pathlib.Path(fixtures, path.name)), decoded(command_for, path)
                if before != after or isinstance(after, str):
                    print(f"{form}/{path.name}: {after if isinstance(after, str) else 'decodes to something else'}")
                    bad += 1
    print(f"{count - bad} of {count} files decode to the same (other programs)")
    return 1 if bad else 0


sys.exit(main(*sys.argv[1:]))
