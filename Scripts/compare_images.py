#!/usr/bin/env python3
"""Compares `ImagePreprocessing` with Pillow, torchvision and open_clip on random pictures.

    compare_images.py [--count 2000] [--seed 1]

Pictures of random sizes, forms, encoder options and settings go to a temporary folder together with the
peers' squares; the Swift test that compares the fixtures then compares these. Set the Python environment
up with Scripts/set-up-peers.sh.
"""

import argparse
import hashlib
import os
import subprocess
import tempfile
from collections import Counter
from pathlib import Path

import numpy as np

from peers.image_transform import square
from peers.images import (
    PNG_COLOURS, PNG_DEPTHS, encode, exif, picture, random_png, with_adobe_transform, with_sampling)

ROOT = Path(__file__).resolve().parent.parent


def random_sides(rng):
    shape = rng.random()
    if shape < 0.1:
        return int(rng.integers(1, 6)), int(rng.integers(1, 600))
    if shape < 0.2:
        return int(rng.integers(1, 600)), int(rng.integers(1, 6))
    if shape < 0.3:
        return int(rng.integers(200, 240)), int(rng.integers(200, 240))
    limit = int(rng.choice([40, 200, 500]))
    return int(rng.integers(1, limit)), int(rng.integers(1, limit))


def random_jpeg(rng, width, height):
    mode = str(rng.choice(["RGB", "RGB", "RGB", "L", "CMYK"]))
    options = {"quality": int(rng.integers(1, 101)), "progressive": bool(rng.integers(2)),
               "subsampling": int(rng.integers(3)), "optimize": bool(rng.integers(2)),
               "restart_marker_blocks": int(rng.choice([0, 0, 1, 7]))}
    if rng.random() < 0.2:
        options["exif"] = exif(int(rng.integers(1, 9)))
    if mode == "RGB" and rng.random() < 0.1:
        options |= {"keep_rgb": True, "subsampling": 0}
    special = rng.random()
    if mode == "RGB" and special < 0.3 and "keep_rgb" not in options:
        side = 32 * int(rng.integers(1, 8))
        options["subsampling"], factors = [(1, [0x12]), (2, [0x41, 0x14])][int(rng.integers(2))]
        data = encode(picture(rng, side, side, mode), "JPEG", **options)
        return "jpeg sampling", with_sampling(data, int(rng.choice(factors)))
    data = encode(picture(rng, width, height, mode), "JPEG", **options)
    if mode == "CMYK" and special < 0.5:
        return "jpeg YCCK", with_adobe_transform(data, 2)
    return f"jpeg {mode}", data


def random_webp(rng, width, height):
    mode = str(rng.choice(["RGB", "RGBA"]))
    lossless = bool(rng.integers(2))
    options = {"quality": int(rng.integers(0, 101)), "method": int(rng.integers(0, 5)), "lossless": lossless,
               "exact": bool(rng.integers(2)), "alpha_quality": int(rng.integers(0, 101))}
    return f"webp {mode} {'lossless' if lossless else 'lossy'}", encode(
        picture(rng, width, height, mode), "WEBP", **options)


def random_file(rng):
    width, height = random_sides(rng)
    kind = rng.random()
    if kind < 0.4:
        return random_jpeg(rng, width, height)
    if kind < 0.75:
        depth, colour = PNG_DEPTHS[int(rng.integers(len(PNG_DEPTHS)))]
        # Writing filters of rows in Python takes its time.
        data = random_png(rng, min(width, 300), min(height, 300), depth, colour,
                          interlaced=bool(rng.integers(2)),
                          transparent=colour in (0, 2, 3) and bool(rng.integers(2)))
        return f"png {PNG_COLOURS[colour]} {depth}", data
    return random_webp(rng, width, height)


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=2000, help="pictures (%(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="of the random numbers (%(default)s)")
    arguments = parser.parse_args()
    rng = np.random.default_rng(arguments.seed)
    kinds, lines = Counter(), []
    with tempfile.TemporaryDirectory() as folder:
        for index in range(arguments.count):
            kind, data = random_file(rng)
            name = f"{index}-{kind.replace(' ', '-')}"
            Path(folder, name).write_bytes(data)
            size = int(rng.choice([16, 32, 33, 64, 97, 224, 224, 224, 336]))
            mode = str(rng.choice(["shortest", "shortest", "shortest", "squash", "longest"]))
            interpolation = str(rng.choice(["bicubic", "bicubic", "bilinear"]))
            upright = bool(rng.integers(2))
            try:
                pixels = square(data, size, mode, interpolation, upright)
                digest = hashlib.sha256(pixels).hexdigest()
            except ValueError as error:
                assert "must be > 0" in str(error), error
                pixels, digest = b"", "error"
                kind += ", refused by both"
            kinds[kind] += 1
            lines.append("\t".join([name, str(size), mode, interpolation, "upright" if upright else "stored",
                                    digest, pixels.hex() if size <= 33 else ""]))
        Path(folder, "expected.tsv").write_text("\n".join(lines) + "\n")
        for kind, count in sorted(kinds.items()):
            print(f"{count:6} {kind}")
        result = subprocess.run(
            ["swift", "test", "--filter", "PeerSquareTests/squareOfAnotherFolder"], cwd=ROOT,
            env={**os.environ, "CLIPW_IMAGES": folder}, capture_output=True, text=True)
    output = result.stdout + result.stderr
    issues = [line for line in output.splitlines() if "recorded an issue" in line]
    print("\n".join(issues[:50]))
    passed = f"squareOfAnotherFolderIsThatOfThePeers(_:) with {arguments.count} test cases passed" in output
    print(f"{arguments.count} pictures: {'all squares identical' if passed else 'DIFFERENT'}")
    return 0 if passed else 1


if __name__ == "__main__":
    raise SystemExit(main())
