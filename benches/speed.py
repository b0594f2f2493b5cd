"""Measures the whole program; see speed.sh. Standard library only. Every number is the best of a few runs, taken in turn
with what it is compared with, over files that were read before, so that the disk is not what is measured."""
import argparse
import mmap
import os
import random
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PHOTO_BYTES = 2_000_000
BASES = 20
RUNS = 3
SYNCED_COPY = 'for f; do dd if="$f" of="$0/${f##*/}" bs=256K conv=fsync status=none; done'


class Bench:
    def __init__(self, program, count, work):
        self.program, self.count, self.work = program, count, work
        self.env = os.environ | {
            "LIGHTMARK_HOME": str(work / "home"),
            "LIGHTMARK_KEYSTORE": f"file:{work / 'keys'}",
            "LIGHTMARK_PASSPHRASE": "a passphrase for a benchmark",
        }
        self.missed = []

    def run(self, *args, expect=(0,)):
        done = subprocess.run([self.program, *map(str, args)], env=self.env, capture_output=True, text=True, stdin=subprocess.DEVNULL)
        if done.returncode not in expect:
            sys.exit(f"lightmark {args[0]} ended with {done.returncode}:\n{done.stdout[-800:]}\n{done.stderr[-2000:]}")
        return done

    def tell(self, what, value, unit, target=None, at_most=False):
        verdict = ""
        if target is not None:
            good = value <= target if at_most else value >= target
            verdict = f"   {'at most' if at_most else 'at least'} {target:g}: {'reached' if good else 'MISSED'}"
            if not good:
                self.missed.append(what)
        print(f"{what:<58} {value:9.2f} {unit:<9}{verdict}", flush=True)

    def identity(self):
        return self.run("identity", "new", "--name", "Bench").stdout.strip().splitlines()[-1]


def seconds(action):
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def best(*actions):
    """The best time of each, the actions taken in turn."""
    times = [[] for _ in actions]
    for _ in range(RUNS):
        for action, taken in zip(actions, times):
            taken.append(seconds(action))
    return [min(taken) for taken in times]


def two_at_a_time(command, files):
    """A command over files by two processes, a share each time, as xargs does it."""
    share = max(1, min(125, len(files) // 4))
    names = "\0".join(map(str, files)).encode()
    subprocess.run(["xargs", "-0", "-P", "2", "-n", str(share), *command], input=names, stdout=subprocess.DEVNULL, check=True)


def photos(folder, count, prepared=lambda path: None):
    """Photos of about 2 MB: a few pictures with a sensor's noise, each copied under a comment of its own, so that no
    two files are alike and all cost what a photo costs to hash and to decode."""
    folder.mkdir()
    bases = []
    for number in range(min(BASES, count)):
        path = folder.parent / f"base-{number}.jpg"
        make = ["convert", "-size", "2400x1600", "-seed", str(number), "plasma:", "-attenuate", "0.35", "+noise", "Gaussian",
                "-quality", "96", "-sampling-factor", "4:2:0", str(path)]
        subprocess.run(make, check=True)
        prepared(path)
        bases.append(path.read_bytes())
    print(f"{count} photos of {len(bases[0]) / 1e6:.1f} MB", flush=True)
    for number in range(count):
        data = bases[number % len(bases)]
        comment = f"photo {number}".encode()
        segment = b"\xff\xfe" + struct.pack(">H", len(comment) + 2) + comment
        (folder / f"photo-{number:05}.jpg").write_bytes(data[:2] + segment + data[2:])
    return sorted(folder.iterdir())


def read_all(files):
    for path in files:
        path.read_bytes()


def sign_and_verify(bench, only):
    originals = photos(bench.work / "photos", bench.count)
    signed, copies = bench.work / "signed", bench.work / "copies"
    identity = bench.identity()

    def ours():
        shutil.rmtree(signed, ignore_errors=True)
        start = time.perf_counter()
        bench.run("sign", bench.work / "photos", "--identity", identity, "--out", signed)
        return time.perf_counter() - start

    def theirs():
        shutil.rmtree(copies, ignore_errors=True)
        copies.mkdir()
        start = time.perf_counter()
        two_at_a_time(["cp", "-t", str(copies)], originals)
        two_at_a_time(["openssl", "dgst", "-sha256"], sorted(copies.iterdir()))
        return time.perf_counter() - start

    def theirs_kept():
        """As `theirs`, each copy synced to the disk before the next, as a signed file is before it gets its name."""
        shutil.rmtree(copies, ignore_errors=True)
        copies.mkdir()
        start = time.perf_counter()
        two_at_a_time(["sh", "-c", SYNCED_COPY, str(copies)], originals)
        two_at_a_time(["openssl", "dgst", "-sha256"], sorted(copies.iterdir()))
        return time.perf_counter() - start

    read_all(originals)
    runs = RUNS if "sign" in only else 1
    took = [(ours(), theirs_kept(), theirs()) for _ in range(runs)]
    ours_best, kept_best, theirs_best = (min(times) for times in zip(*took))
    if "sign" in only:
        bench.tell("signing", bench.count / ours_best, "files/s")
        bench.tell("copying to disk (synced) and hashing, two at a time", bench.count / kept_best, "files/s")
        bench.tell("copying (not synced) and hashing, two at a time", bench.count / theirs_best, "files/s")
        bench.tell("signing : copying to disk and hashing", kept_best / ours_best, "x", 0.4)
        bench.tell("signing : copying without sync and hashing", theirs_best / ours_best, "x")
    shutil.rmtree(copies, ignore_errors=True)
    if "verify" not in only:
        return
    files = sorted(signed.iterdir())
    read_all(files)
    verify, hashing, alone = best(
        lambda: bench.run("verify", "--jobs", "2", signed),
        lambda: two_at_a_time(["openssl", "dgst", "-sha256"], files),
        lambda: bench.run("verify", "--jobs", "1", signed),
    )
    bench.tell("verifying with two workers", bench.count / verify, "files/s")
    bench.tell("openssl dgst -sha256, two at a time", bench.count / hashing, "files/s")
    bench.tell("verifying with one worker", bench.count / alone, "files/s")
    bench.tell("verifying : openssl dgst", hashing / verify, "x", 0.6)
    bench.tell("two workers : one", alone / verify, "x", 1.7)


def video(bench):
    """1 GB: a short film, and a box of noise behind it, which is hashed like any other."""
    film = bench.work / "film.mp4"
    make = ["ffmpeg", "-v", "error", "-f", "lavfi", "-i", "testsrc2=s=640x360:d=2", "-pix_fmt", "yuv420p", "-movflags", "+faststart", str(film)]
    subprocess.run(make, check=True, stdin=subprocess.DEVNULL)
    block = random.Random(1).randbytes(1 << 20)
    padding = (1 << 30) - film.stat().st_size
    with film.open("ab") as out:
        out.write(struct.pack(">I4sQ", 1, b"mdat", padding))
        left = padding - 16
        while left > 0:
            left -= out.write(block[: min(left, len(block))])
    target = bench.work / "film-signed.mp4"
    took = seconds(lambda: bench.run("sign", film, "--identity", bench.identity(), "--output", target))
    bench.tell("signing 1 GB of MP4", took, "s")
    peak, took = memory_of(lambda: [bench.program, "verify", str(target)], bench.env)
    bench.tell("verifying 1 GB of MP4", took, "s")
    bench.tell("its resident memory, all processes", peak / 1e6, "MB", 700, at_most=True)


def redaction(bench):
    """Copies without sensitive metadata, each proved, against exiftool, which proves nothing, and against plain copies."""
    def tagged(path):
        tags = ["-GPSLatitude=51.5", "-GPSLatitudeRef=N", "-GPSLongitude=0.12", "-GPSLongitudeRef=W", "-EXIF:Artist=Ada Example",
                "-EXIF:SerialNumber=SN-1234567", "-EXIF:Model=Camera", "-EXIF:DateTimeOriginal=2026:01:02 03:04:05",
                "-XMP:Creator=Ada Example", "-XMP:City=London", "-IPTC:By-line=Ada Example"]
        subprocess.run(["exiftool", "-q", "-overwrite_original", *tags, str(path)], check=True)

    originals = photos(bench.work / "tagged", bench.count, tagged)
    ours, theirs, copies = bench.work / "redacted", bench.work / "stripped", bench.work / "copies"

    def fresh(folder, action):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        return seconds(action)

    read_all(originals)
    took = [
        (
            fresh(ours, lambda: bench.run("redact", bench.work / "tagged", "--preset", "public", "--out", ours)),
            fresh(theirs, lambda: subprocess.run(["exiftool", "-q", "-all=", "-o", f"{theirs}/", bench.work / "tagged"], check=True)),
            fresh(copies, lambda: subprocess.run(["cp", "-t", str(copies), *map(str, originals)], check=True)),
            fresh(copies, lambda: two_at_a_time(["sh", "-c", SYNCED_COPY, str(copies)], originals)),
        )
        for _ in range(RUNS)
    ]
    ours, theirs, plain, synced = (min(times) for times in zip(*took))
    bench.tell("redacting and proving", bench.count / ours, "files/s")
    bench.tell("exiftool -all=", bench.count / theirs, "files/s")
    bench.tell("copying", bench.count / plain, "files/s")
    bench.tell("redacting : exiftool -all=", theirs / ours, "x", 10)
    bench.tell("redacting : copying", plain / ours, "x", 0.5)
    bench.tell("redacting : copying to disk (synced), two at a time", synced / ours, "x")
    for folder in ("tagged", "redacted", "stripped", "copies"):
        shutil.rmtree(bench.work / folder, ignore_errors=True)


def exports(bench):
    """24-megapixel JPEGs to 2048 pixels; ours are signed with the original as parent, read back and synced."""
    folder, out = bench.work / "large", bench.work / "small"
    folder.mkdir()
    for number in range(8):
        make = ["convert", "-size", "6000x4000", "-seed", str(number), "plasma:", "-attenuate", "0.1", "+noise", "Gaussian",
                "-quality", "90", "-sampling-factor", "4:2:0", str(folder / f"large-{number}.jpg")]
        subprocess.run(make, check=True)
    files = sorted(folder.iterdir())
    print(f"{len(files)} photos of {files[0].stat().st_size / 1e6:.1f} MB, 24 megapixels", flush=True)
    identity = bench.identity()
    recipe = ["--resize", "2048", "--quality", "85"]

    def each(command):
        one = f'for f; do {command}; done'
        names = "\0".join(map(str, files)).encode()
        run = ["xargs", "-0", "-P", "2", "-n", "4", "sh", "-c", one, str(out)]
        subprocess.run(run, input=names, stdout=subprocess.DEVNULL, check=True, env=os.environ | {"OMP_NUM_THREADS": "1", "VIPS_CONCURRENCY": "1"})

    def fresh(action):
        def run():
            shutil.rmtree(out, ignore_errors=True)
            out.mkdir()
            return action()
        return run

    actions = [
        lambda: bench.run("export", folder, "--identity", identity, "--out", out, *recipe),
        lambda: each('convert "$f" -auto-orient -resize 2048x2048 -quality 85 "$0/${f##*/}"'),
    ]
    if shutil.which("vips"):
        actions.append(lambda: each('vipsthumbnail "$f" --size 2048x2048 -o "$0/%s.jpg[Q=85]"'))
        actions.append(lambda: each('vips resize "$f" "$0/${f##*/}[Q=85]" 0.34133'))
    ours, magick, *vips = best(*map(fresh, actions))
    bench.tell("exporting and signing", len(files) / ours, "files/s")
    bench.tell("exporting : ImageMagick, two at a time", magick / ours, "x", 1)
    if vips:
        bench.tell("exporting : vipsthumbnail, two at a time", vips[0] / ours, "x", 0.5)
        bench.tell("exporting : vips resize, two at a time", vips[1] / ours, "x")
    else:
        print("vips is not here; apt-get install libvips-tools to compare with it")
    fresh(lambda: None)()
    peak, _ = memory_of(lambda: [bench.program, "export", str(files[0]), "--identity", identity, "--out", str(out), *recipe], bench.env)
    bench.tell("memory of one export, all processes", peak / 1e6, "MB", 12 * 24 + 200, at_most=True)


def memory_of(command, env):
    """The most that a program and its children held resident together, in bytes, and how long it ran."""
    start = time.perf_counter()
    process = subprocess.Popen(command(), env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
    peak = 0
    while process.poll() is None:
        peak = max(peak, sum(resident(pid) for pid in family(process.pid)))
        time.sleep(0.005)
    return peak, time.perf_counter() - start


def family(pid):
    found = [pid]
    for one in found:
        try:
            for task in os.listdir(f"/proc/{one}/task"):
                found += map(int, Path(f"/proc/{one}/task/{task}/children").read_text().split())
        except OSError:
            pass
    return found


def resident(pid):
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * mmap.PAGESIZE
    except (OSError, IndexError, ValueError):
        return 0


def window(bench):
    """From the start of the process until something is painted, read from the display's own memory."""
    frames = bench.work / "frames"
    frames.mkdir()
    read, write = os.pipe()
    display = subprocess.Popen(["Xvfb", "-displayfd", str(write), "-screen", "0", "1280x800x24", "-fbdir", str(frames), "-nolisten", "tcp"],
                               pass_fds=[write], stderr=subprocess.DEVNULL)
    os.close(write)
    number = os.read(read, 16).decode().strip()
    env = bench.env | {"DISPLAY": f":{number}", "LIBGL_ALWAYS_SOFTWARE": "1"}
    for name in ("WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS"):
        env.pop(name, None)
    try:
        times = [first_frame([bench.program], env, frames / "Xvfb_screen0") for _ in range(5)]
    finally:
        display.send_signal(signal.SIGTERM)
        display.wait()
    bench.tell("first frame, first start", times[0], "s")
    bench.tell("first frame, median of five starts", sorted(times)[2], "s", 0.6, at_most=True)


def first_frame(command, env, screen):
    with screen.open("rb") as file, mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ) as pixels:
        # An empty screen, or a window that is only mapped, has one or two colours.
        def painted():
            return len({pixels[at : at + 3] for at in range(4096, len(pixels) - 4, 4012)}) >= 6

        while painted():
            time.sleep(0.05)
        start = time.perf_counter()
        process = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL)
        try:
            while not painted():
                if process.poll() is not None:
                    sys.exit(f"the window closed by itself: {process.stderr.read().decode()[-2000:]}")
                if time.perf_counter() - start > 30:
                    sys.exit("nothing was painted in 30 s")
                time.sleep(0.002)
            return time.perf_counter() - start
        finally:
            process.terminate()
            process.wait()
            time.sleep(0.5)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", required=True)
    parser.add_argument("--files", type=int, default=1000)
    parser.add_argument("--only", default="verify,sign,redact,export,video,window")
    parser.add_argument("--check", action="store_true")
    asked = parser.parse_args()
    only = asked.only.split(",")
    with tempfile.TemporaryDirectory(prefix="lightmark-speed-") as work:
        bench = Bench(asked.program, asked.files, Path(work))
        if "window" in only:
            window(bench)
        if "verify" in only or "sign" in only:
            sign_and_verify(bench, only)
            shutil.rmtree(bench.work / "photos")
            shutil.rmtree(bench.work / "signed")
        if "redact" in only:
            redaction(bench)
        if "export" in only:
            exports(bench)
        if "video" in only:
            video(bench)
    if bench.missed:
        print("missed: " + "; ".join(bench.missed))
    sys.exit(1 if asked.check and bench.missed else 0)


main()
