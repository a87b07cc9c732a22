#!/usr/bin/env python3
"""Makes the pictures of Tests/Fixtures/images, and what Pillow, torchvision and open_clip make of them.

    make_image_fixtures.py [--out DIR]

`expected.tsv` gets one line a file and setting: the SHA-256 of the square's RGB bytes, or `error` where the
peer refuses; squares of 16 x 16 are written out, so that a difference can be seen. `normalized.tsv` gets
the float32 bits of every value of every channel, `geometry.tsv` the sizes and offsets of pictures of many
sizes. Set the Python environment up with
Scripts/set-up-peers.sh.
"""

import argparse
import hashlib
from pathlib import Path

from peers.image_transform import geometry, normalization, siglip_square, square
from peers.images import fixtures

FIXTURES = Path(__file__).resolve().parent.parent / "Tests" / "Fixtures" / "images"
ALWAYS = [(224, "shortest", "bicubic"), (16, "shortest", "bicubic")]
OFTEN = [(32, "shortest", "bilinear"), (32, "squash", "bicubic"), (32, "longest", "bicubic"),
         (33, "longest", "bilinear")]
SELDOM = [(224, "squash", "bilinear"), (224, "longest", "bicubic"), (336, "shortest", "bicubic")]
SELDOM_FILES = {"jpeg-420.jpg", "jpeg-cmyk.jpg", "jpeg-1x1.jpg", "png-palette-8-transparent.png",
                "png-rgba-8.png", "png-gray-16.png", "webp-lossy-alpha.webp"}
# SigLIP's, of pictures that are RGB before and after, so that all its peers agree but for the filter.
SIGLIP = [(size, "squash", interpolation) for size in (224, 256, 384) for interpolation in ("bicubic", "bilinear")]
SIGLIP_FILES = {"jpeg-420.jpg", "jpeg-progressive-444.jpg", "jpeg-tall.jpg", "png-rgb-8.png", "png-rgb-1x1.png",
                "png-rgb-224x224.png", "webp-lossy.webp"}
MEAN, DEVIATION = (0.48145466, 0.4578275, 0.40821073), (0.26862954, 0.26130258, 0.27577711)


def geometries():
    """Width, height, size, mode and what becomes of them: small sizes, and some that are long or odd."""
    sizes = [(width, height, 7) for width in range(1, 20) for height in range(1, 20, 3)]
    sizes += [(width, 224, 224) for width in range(1, 600, 13)]
    sizes += [(640, 480, 224), (480, 640, 336), (3000, 4001, 224), (1, 60_000, 224), (60_000, 7, 224),
              (65_500, 2732, 224), (1_000_000, 178, 32), (33, 1_000_000, 32), (1, 500, 224), (3, 1000, 224)]
    for width, height, size in sizes:
        for mode in ("shortest", "squash", "longest"):
            yield width, height, size, mode, *geometry(width, height, size, mode)


def expected(encoded, size, mode, interpolation, honors_exif):
    try:
        return square(encoded, size, mode, interpolation, honors_exif)
    except ValueError as error:
        assert "must be > 0" in str(error)
        return None


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=FIXTURES, help="folder to write to (%(default)s)")
    out = parser.parse_args().out
    out.mkdir(parents=True, exist_ok=True)
    files = fixtures()
    lines = []
    for name, encoded in sorted(files.items()):
        (out / name).write_bytes(encoded)
        settings = ALWAYS + OFTEN + (SELDOM if name in SELDOM_FILES else [])
        if name in SIGLIP_FILES:
            for setting in SIGLIP:
                assert square(encoded, *setting) == siglip_square(encoded, setting[0], setting[2]), name
            settings += [setting for setting in SIGLIP if setting not in settings]
        for size, mode, interpolation in settings:
            for honors_exif in (False, True) if "orientation" in name and size < 224 else (False,):
                result = expected(encoded, size, mode, interpolation, honors_exif)
                digest = hashlib.sha256(result).hexdigest() if result else "error"
                pixels = result.hex() if result and size == 16 else ""
                lines.append("\t".join([name, str(size), mode, interpolation,
                                        "upright" if honors_exif else "stored", digest, pixels]))
    (out / "expected.tsv").write_text("\n".join(lines) + "\n")
    table = normalization(MEAN, DEVIATION).numpy().view("uint32")
    (out / "normalized.tsv").write_text(
        "\n".join("\t".join(f"{bits:08x}" for bits in channel) for channel in table) + "\n")
    rows = ["\t".join(map(str, row)) for row in geometries()]
    (out / "geometry.tsv").write_text("\n".join(rows) + "\n")
    print(len(files), "files,", len(lines), "squares,", sum(map(len, files.values())), "bytes of pictures")


if __name__ == "__main__":
    main()
