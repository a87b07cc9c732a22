"""Pictures in every form that `ImagePreprocessing` reads, encoded by Pillow, or by hand where it cannot."""

import io
import zlib

import numpy as np
from PIL import Image

from .png_writer import chunk, png

PNG_DEPTHS = [(1, 0), (2, 0), (4, 0), (8, 0), (16, 0), (8, 2), (16, 2), (1, 3), (2, 3), (4, 3), (8, 3),
              (8, 4), (16, 4), (8, 6), (16, 6)]
PNG_COLOURS = {0: "gray", 2: "rgb", 3: "palette", 4: "gray-alpha", 6: "rgba"}


def samples(rng, width, height, channels, depth=8):
    """Slopes and waves with an edge and a noisy corner, so that every tap of a filter shows."""
    y, x = np.mgrid[0:height, 0:width]
    planes = []
    for _ in range(channels):
        a, b, phase = rng.uniform(-0.2, 0.2, 2).tolist() + [rng.uniform(0, 6)]
        planes.append(0.5 + 0.5 * np.sin(a * x + b * y + phase))
    values = np.stack(planes, axis=-1)
    values[height // 3:height // 2] = rng.integers(0, 2, channels)
    values[: height // 4, : width // 4] = rng.random((height // 4, width // 4, channels))
    return np.clip(values * (2 ** depth - 1) + 0.5, 0, 2 ** depth - 1).astype(np.int64)


def picture(rng, width, height, mode):
    channels = {"L": 1, "LA": 2, "RGB": 3, "RGBA": 4, "CMYK": 4}[mode]
    values = samples(rng, width, height, channels).astype(np.uint8)
    return Image.frombytes(mode, (width, height), values.tobytes())


def encode(image, form, **options):
    file = io.BytesIO()
    image.save(file, form, **options)
    return file.getvalue()


def random_png(rng, width, height, depth, colour, interlaced=False, transparent=False, extra=()):
    channels = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[colour]
    values = samples(rng, width, height, channels, depth)
    palette = transparency = None
    if colour == 3:
        palette = rng.integers(0, 256, (2 ** depth, 3))
        transparency = rng.integers(0, 256, 2 ** depth).astype(np.uint8).tobytes() if transparent else None
    elif transparent:
        transparency = values[0, 0].astype(">u2").tobytes()
    seed = int(rng.integers(2 ** 32))
    return png(values, depth, colour, palette, transparency, interlaced, extra, seed)


def with_sampling(jpeg, factors):
    """The JPEG with other sampling factors of its first component.

    Of a square of a multiple of 32 pixels, 4:2:2 and 4:2:0 have as many blocks as 4:4:0 and 4:1:1, so the
    data stays whole; the picture gets scrambled."""
    data = bytearray(jpeg)
    for marker in (b"\xff\xc0", b"\xff\xc2"):
        at = data.find(marker)
        if at >= 0:
            data[at + 11] = factors
            return bytes(data)
    raise ValueError("no frame header")


def with_adobe_transform(jpeg, transform):
    """The JPEG with another transform in its Adobe segment: 2 makes YCCK of CMYK."""
    data = bytearray(jpeg)
    data[data.index(b"Adobe") + 11] = transform
    return bytes(data)


def exif(orientation, order="<"):
    """EXIF data with an orientation and, around it, two other tags."""
    mark = {"<": b"II*\0", ">": b"MM\0*"}[order]
    little = order == "<"

    def number(value, count):
        return value.to_bytes(count, "little" if little else "big")

    def entry(tag, kind, value):
        width = {3: 2, 4: 4}[kind]
        return number(tag, 2) + number(kind, 2) + number(1, 4) + number(value, width) + bytes(4 - width)

    return (mark + number(8, 4) + number(3, 2) + entry(0x0100, 4, 70_000) + entry(0x0112, 3, orientation)
            + entry(0x0128, 3, 2) + number(0, 4))


def fixtures():
    """Names and contents of all fixtures."""
    files = {}

    def rng(name):
        return np.random.default_rng(list(name.encode()))

    def jpeg(name, width, height, mode="RGB", change=None, **options):
        data = encode(picture(rng(name), width, height, mode), "JPEG", **options)
        files[f"jpeg-{name}.jpg"] = change(data) if change else data

    def webp(name, width, height, mode="RGB", **options):
        files[f"webp-{name}.webp"] = encode(picture(rng(name), width, height, mode), "WEBP", **options)

    jpeg("444", 81, 61, subsampling=0)
    jpeg("422", 97, 67, subsampling=1)
    jpeg("420", 113, 77, subsampling=2)
    jpeg("440", 64, 64, subsampling=1, change=lambda data: with_sampling(data, 0x12))
    jpeg("411", 64, 64, subsampling=2, change=lambda data: with_sampling(data, 0x41))
    jpeg("progressive", 100, 75, progressive=True)
    jpeg("progressive-444", 75, 100, progressive=True, subsampling=0, quality=95)
    jpeg("gray", 90, 60, "L")
    jpeg("gray-progressive", 60, 90, "L", progressive=True)
    jpeg("cmyk", 70, 50, "CMYK")
    jpeg("cmyk-progressive", 50, 70, "CMYK", progressive=True)
    jpeg("ycck", 70, 60, "CMYK", change=lambda data: with_adobe_transform(data, 2))
    jpeg("rgb", 60, 61, keep_rgb=True)
    jpeg("restarts", 80, 60, restart_marker_blocks=3)
    jpeg("quality-5", 120, 90, quality=5)
    jpeg("quality-100", 40, 30, quality=100)
    jpeg("profile", 30, 20, icc_profile=bytes(range(256)) * 4)
    jpeg("trailing", 31, 23, change=lambda data: data + b"behind the end")
    jpeg("small-progressive", 18, 17, progressive=True)
    jpeg("small-cmyk", 9, 10, "CMYK")
    jpeg("tall", 60, 190)
    jpeg("wide", 190, 60)
    jpeg("1x1", 1, 1)
    jpeg("2x1", 2, 1)
    jpeg("exact", 224, 224, quality=40)
    jpeg("223x224", 223, 224, quality=30)
    jpeg("225x224", 225, 224, quality=30)
    jpeg("1x5000", 1, 5000, quality=30)
    jpeg("5000x1", 5000, 1, quality=30)
    jpeg("1x60000", 1, 60_000, "L", quality=5)
    for orientation in range(1, 9):
        jpeg(f"orientation-{orientation}", 19, 13, exif=exif(orientation, "<>"[orientation % 2]))
    jpeg("orientation-9", 19, 13, exif=exif(9))

    for depth, colour in PNG_DEPTHS:
        for interlaced in (False, True):
            name = f"png-{PNG_COLOURS[colour]}-{depth}{'-interlaced' if interlaced else ''}"
            width, height = (47, 35) if interlaced else (53, 41)
            files[name + ".png"] = random_png(rng(name), width, height, depth, colour, interlaced)
    for depth, colour in [(1, 0), (8, 0), (16, 0), (8, 2), (4, 3), (8, 3)]:
        name = f"png-{PNG_COLOURS[colour]}-{depth}-transparent"
        files[name + ".png"] = random_png(rng(name), 29, 37, depth, colour, transparent=True)
    for width, height in [(1, 1), (1, 5000), (5000, 1), (1, 60_000), (224, 224), (16, 224)]:
        name = f"png-rgb-{width}x{height}"
        values = rng(name).integers(0, 4, (height, width, 3)) * 85
        # Small files: only the middle of the long one is looked at, and a part of the square differs.
        if height == 60_000:
            values[:29_900] = values[30_100:] = 85
        if width == 224:
            values[1::3] = values[2::3] = values[:1]
            values[:, 64:] = values[:, :1]
        files[name + ".png"] = png(values, 8, 2, seed=None if height == 60_000 else 1)
    # Longer than the steps that Pillow's nearest neighbour adds up one by one.
    name = "png-palette-1x160000"
    values = np.zeros((160_000, 1, 1), np.int64)
    values[79_900:80_100] = rng(name).integers(0, 4, (200, 1, 1))
    files[name + ".png"] = png(values, 2, 3, palette=rng(name).integers(0, 256, (4, 3)))
    for mode, colour, channels in [("rgba", 6, 4), ("gray-alpha", 4, 2), ("palette", 3, 1), ("gray16", 0, 1)]:
        name = f"png-{mode}-exact"
        depth = 16 if mode == "gray16" else 8
        values = samples(rng(name), 16, 16, channels, depth)
        palette = rng(name).integers(0, 256, (256, 3)) if colour == 3 else None
        files[name + ".png"] = png(values, depth, colour, palette, seed=2)
    # Sizes at which the rounding errors of those sums move a pixel.
    for width, height in [(34, 3), (3, 64), (20, 3)]:
        name = f"png-palette-{width}x{height}"
        files[name + ".png"] = random_png(rng(name), width, height, 8, 3)
    for mode, colour, channels, depth in [("rgba", 6, 4, 8), ("gray16", 0, 1, 16)]:
        name = f"png-{mode}-tall"
        files[name + ".png"] = png(samples(rng(name), 19, 61, channels, depth), depth, colour, seed=5)
    name = "png-palette-short"
    files[name + ".png"] = png(
        samples(rng(name), 33, 21, 1, 4), 4, 3, palette=[[10, 20, 30], [250, 240, 0], [0, 99, 200]], seed=3)
    name = "png-gray-16-steps"
    files[name + ".png"] = png(rng(name).integers(0, 2, (40, 60, 1)) * 65_535, 16, 0, seed=4)
    name = "png-rgb-orientation-6"
    files[name + ".png"] = random_png(rng(name), 19, 13, 8, 2, extra=[(b"eXIf", exif(6))])
    name = "png-rgb-ancillary"
    files[name + ".png"] = random_png(
        rng(name), 20, 20, 8, 2, extra=[(b"gAMA", (30_000).to_bytes(4, "big")), (b"sRGB", b"\0"),
                                       (b"tEXt", b"Comment\0hello"), (b"prVt", b"private")])
    packed = zlib.compress(bytes(3_000_000), 9)
    name = "png-rgb-packed-text"
    files[name + ".png"] = random_png(
        rng(name), 3, 2, 8, 2, extra=[(b"iCCP", b"a\0\0" + packed), (b"zTXt", b"b\0\0" + packed)])
    files["png-trailing.png"] = files["png-rgb-1x1.png"] + b"behind the end"
    name = "png-animated"
    frames = [picture(rng(name), 20, 15, "RGB"), picture(rng(name + "2"), 20, 15, "RGB")]
    files[name + ".png"] = encode(frames[0], "PNG", save_all=True, append_images=frames[1:])

    webp("lossy", 91, 71)
    webp("lossy-quality-100", 40, 31, quality=100)
    webp("lossy-quality-1", 95, 95, quality=1)
    webp("lossy-alpha", 61, 51, "RGBA")
    webp("lossless", 41, 31, lossless=True)
    webp("lossless-alpha", 31, 41, "RGBA", lossless=True, exact=True)
    webp("lossless-alpha-inexact", 30, 40, "RGBA", lossless=True)
    webp("lossy-alpha-small", 9, 10, "RGBA")
    webp("lossless-small", 10, 9, "RGBA", lossless=True)
    webp("1x1", 1, 1)
    webp("1x500", 1, 500)
    webp("exact", 224, 224, quality=20)
    webp("orientation-8", 19, 13, exif=exif(8, ">"))
    name = "webp-animated"
    frames = [picture(rng(name), 30, 25, "RGBA"), picture(rng(name + "2"), 30, 25, "RGBA")]
    files[name + ".webp"] = encode(frames[0], "WEBP", save_all=True, append_images=frames[1:], lossless=True)
    return files


__all__ = ["PNG_COLOURS", "PNG_DEPTHS", "chunk", "encode", "exif", "fixtures", "picture", "random_png", "samples",
           "with_adobe_transform", "with_sampling"]
