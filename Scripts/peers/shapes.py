"""Pictures of coloured shapes, and sentences that say what is in them."""

import math
from dataclasses import dataclass
from io import BytesIO

import numpy as np
from PIL import Image, ImageDraw

# Each with the spread of hue, saturation and value that goes by its name.
COLOURS = {
    "red": ((-0.02, 0.02), (0.8, 1.0), (0.65, 1.0)),
    "orange": ((0.07, 0.10), (0.85, 1.0), (0.9, 1.0)),
    "yellow": ((0.15, 0.18), (0.75, 1.0), (0.9, 1.0)),
    "green": ((0.30, 0.40), (0.7, 1.0), (0.4, 0.8)),
    "blue": ((0.58, 0.66), (0.75, 1.0), (0.6, 1.0)),
    "purple": ((0.75, 0.80), (0.6, 1.0), (0.45, 0.75)),
    "pink": ((0.88, 0.93), (0.3, 0.55), (0.95, 1.0)),
    "white": ((0.0, 1.0), (0.0, 0.03), (0.95, 1.0)),
}
# Colours between those, which no sentence names: shapes in them teach that a shape has nothing to do with its colour.
OTHER_COLOURS = {
    "lime": ((0.22, 0.26), (0.7, 1.0), (0.6, 1.0)),
    "cyan": ((0.47, 0.53), (0.6, 1.0), (0.6, 1.0)),
    "sky": ((0.54, 0.57), (0.25, 0.5), (0.9, 1.0)),
    "violet": ((0.69, 0.72), (0.6, 1.0), (0.6, 1.0)),
    "magenta": ((0.83, 0.86), (0.75, 1.0), (0.7, 1.0)),
    "cream": ((0.11, 0.14), (0.2, 0.4), (0.9, 1.0)),
}
ALL_COLOURS = COLOURS | OTHER_COLOURS
SHAPES = ("circle", "square", "triangle", "star", "cross", "ring")
# The pairs that training never sees.
WITHHELD = (("orange", "star"), ("green", "ring"), ("purple", "circle"), ("white", "triangle"))
PAIRS = tuple((colour, shape) for colour in COLOURS for shape in SHAPES)
SUPERSAMPLING = 4


@dataclass(frozen=True)
class Picture:
    """An encoded picture and what it shows."""

    colour: str
    shape: str
    data: bytes

    @property
    def label(self) -> str:
        return f"{self.colour} {self.shape}"

    @property
    def image(self) -> Image.Image:
        return Image.open(BytesIO(self.data)).convert("RGB")


def draw(colour: str, shape: str, seed: int, size: int | None = None) -> Picture:
    """A shape of any size, place and rotation before any background. The same seed draws the same."""
    rng = np.random.default_rng([seed, list(ALL_COLOURS).index(colour), SHAPES.index(shape)])
    size = size or int(rng.integers(72, 161))
    mask = Image.new("L", (size * SUPERSAMPLING,) * 2, 0)
    radius = rng.uniform(0.22, 0.42)
    place = rng.uniform(radius, 1 - radius, 2)
    angle = rng.uniform(0, 2 * math.pi)
    paint(ImageDraw.Draw(mask), shape, size * SUPERSAMPLING, place, radius, angle)
    mask = mask.resize((size, size), Image.Resampling.BOX)

    coverage = np.asarray(mask, np.float32)[..., None] / 255
    paper = background(rng, size)
    shade = 1 - rng.uniform(0, 0.12) * np.linspace(0, 1, size, dtype=np.float32)[:, None, None]
    ink = rgb(colour, rng) * shade
    pixels = paper * (1 - coverage) + ink * coverage + rng.normal(0, rng.uniform(0, 0.03), (size, size, 3))
    file = BytesIO()
    pixels = Image.fromarray((pixels.clip(0, 1) * 255).round().astype(np.uint8))
    pixels.save(file, "JPEG", quality=int(rng.integers(80, 96)))
    return Picture(colour, shape, file.getvalue())


def rgb(colour: str, rng) -> np.ndarray:
    hue, saturation, value = (rng.uniform(*bounds) for bounds in ALL_COLOURS[colour])
    offsets = (hue * 6 + np.array([5.0, 3.0, 1.0])) % 6
    return value - value * saturation * np.clip(np.minimum(offsets, 4 - offsets), 0, 1)


def background(rng, size: int) -> np.ndarray:
    """Dull colours, plain, sloping or rough: no shape and none of the named colours."""
    corners = []
    for _ in range(2):
        level = rng.uniform(0.05, 0.75)
        corners.append(np.clip(level + rng.uniform(-0.08, 0.08, 3), 0, 0.8))
    y, x = np.mgrid[0:size, 0:size] / size
    direction = rng.uniform(0, 2 * math.pi)
    slope = 0.5 + 0.5 * (np.cos(direction) * (x - 0.5) + np.sin(direction) * (y - 0.5))
    plain = rng.random() < 0.4
    paper = corners[0] if plain else corners[0] + (corners[1] - corners[0]) * slope[..., None]
    grain = rng.normal(0, rng.uniform(0, 0.06), (8, 8, 1)).clip(-0.15, 0.15)
    rough = np.kron(grain, np.ones((size // 8 + 1, size // 8 + 1, 1)))[:size, :size]
    return (paper + rough) * np.ones((size, size, 1))


def paint(canvas: ImageDraw.ImageDraw, shape: str, size: int, place, radius: float, angle: float):
    """Draws the shape in white, its outermost points `radius` from its middle, both in parts of `size`."""
    def at(points):
        turned = np.array(points) @ np.array(
            [[math.cos(angle), math.sin(angle)], [-math.sin(angle), math.cos(angle)]])
        return [tuple(point) for point in (turned * radius + place) * size]

    def disc(middle, part, fill):
        (x, y), = at([middle])
        reach = radius * part * size
        canvas.ellipse((x - reach, y - reach, x + reach, y + reach), fill=fill)

    if shape == "circle":
        disc((0, 0), 0.85, 255)
    elif shape == "ring":
        disc((0, 0), 0.9, 255)
        disc((0, 0), 0.5, 0)
    else:
        canvas.polygon(at(OUTLINES[shape]), fill=255)


def regular(corners: int, radii=(1.0,)) -> list[tuple[float, float]]:
    count = corners * len(radii)
    return [(radii[i % len(radii)] * math.sin(2 * math.pi * i / count),
             -radii[i % len(radii)] * math.cos(2 * math.pi * i / count)) for i in range(count)]


OUTLINES = {
    "square": regular(4),
    "triangle": regular(3),
    "star": regular(5, (1.0, 0.42)),
    "cross": [(x, y) for x, y in (
        (-0.3, -0.95), (0.3, -0.95), (0.3, -0.3), (0.95, -0.3), (0.95, 0.3), (0.3, 0.3),
        (0.3, 0.95), (-0.3, 0.95), (-0.3, 0.3), (-0.95, 0.3), (-0.95, -0.3), (-0.3, -0.3))],
}
