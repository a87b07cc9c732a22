#!/usr/bin/env python3
"""Kills clip-convert at random moments while it replaces a file, and looks at what is left.

The path must lead to the old file or to the whole new one, never to anything else. A complete file may stay
under its temporary name, where the kill came between its last two steps. Tests/FaultTests do the same with a small
model; this is for those of full size. Needs a release build: Scripts/build.sh.
"""

import argparse
import collections
import hashlib
import pathlib
import random
import shutil
import subprocess
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
COMMAND = ROOT / ".build" / "release" / "clip-convert"


def digest(path: pathlib.Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("archive", type=pathlib.Path, help="a checkpoint of full size")
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    generator = random.Random(arguments.seed)

    with tempfile.TemporaryDirectory(dir=ROOT / ".build") as name:
        folder = pathlib.Path(name)
        output, kept = folder / "o", folder / "old"

        def convert(precision: str) -> subprocess.Popen:
            command = [COMMAND, arguments.archive, "-o", output, "--force", "--no-validate", f"--{precision}"]
            return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

        start = time.perf_counter()
        assert convert("fp16").wait() == 0
        duration = time.perf_counter() - start
        new = digest(output)
        assert convert("int8").wait() == 0
        output.rename(kept)
        old = digest(kept)

        results: collections.Counter[str] = collections.Counter()
        for _ in range(arguments.rounds):
            shutil.copyfile(kept, output)
            process = convert("fp16")
            time.sleep(generator.uniform(0, 1.1 * duration))
            process.kill()
            finished = process.wait() == 0
            left = digest(output)
            if left not in (old, new) or (finished and left != new):
                raise SystemExit(f"neither the old file nor the new one: {left}")
            results["finished" if finished else "killed, new" if left == new else "killed, old"] += 1
            for path in folder.iterdir():
                if path not in (output, kept):
                    if digest(path) != new:
                        raise SystemExit(f"{path.name} is not complete")
                    results["temporary name left"] += 1
                    path.unlink()
        print(f"{arguments.archive.name}: {duration:.2f} s a conversion;", dict(results))


if __name__ == "__main__":
    main()
