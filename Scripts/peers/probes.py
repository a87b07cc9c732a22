"""The probes of Formats/clipw.md, section 6, restated in NumPy from the words there."""

import numpy as np

MASK = (1 << 64) - 1
CLIP_VOCABULARY = 49408
SENTENCES = (
    "a photo of a cat",
    "a photo of a dog playing in the snow",
    "a diagram",
    "two red circles above a blue square",
    "the quick brown fox jumps over the lazy dog",
    "an aerial view of a city at night, long exposure",
    "42",
    "a black and white portrait of an old woman, looking out of a window while it rains outside",
)
PICTURES = 6


class SplitMix64:
    """Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators (2014)."""

    def __init__(self, seed: int):
        self.state = seed

    def next(self) -> int:
        self.state = (self.state + 0x9E3779B97F4A7C15) & MASK
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        return z ^ (z >> 31)

    def byte(self) -> int:
        return self.next() >> 56


def pictures(n: int) -> np.ndarray:
    """The six pictures, [6, n, n, 3], 8-bit."""
    y, x = np.mgrid[0:n, 0:n]
    last = max(n - 1, 1)
    noise = SplitMix64(1)
    result = [np.array([noise.byte() for _ in range(n * n * 3)]).reshape(n, n, 3)]

    grid = byte_grid(2, 8)
    result.append(grid[y * 8 // n, x * 8 // n])

    grid = byte_grid(3, 5)
    (row, u), (column, t) = divmod(y * 1024 // n, 256), divmod(x * 1024 // n, 256)
    u, t = u[..., None], t[..., None]
    upper = grid[row, column] * (256 - t) + grid[row, column + 1] * t
    lower = grid[row + 1, column] * (256 - t) + grid[row + 1, column + 1] * t
    result.append((upper * (256 - u) + lower * u) >> 16)

    gradient = np.stack([255 * x // last, 255 * y // last, np.full_like(x, 128)], -1)
    inside = (2 * x - n + 1) ** 2 + (2 * y - n + 1) ** 2 < n * n // 4
    result.append(np.where(inside[..., None], np.array([255, 64, 32]), gradient))

    odd = (x * 7 // n + y * 7 // n) % 2
    result.append(np.repeat(odd[..., None] * 255, 3, -1))

    stripe = (x + y) * 12 // n % 3
    result.append(np.where(np.arange(3) == stripe[..., None], 230, 25))
    return np.stack(result).astype(np.uint8)


def byte_grid(seed: int, side: int) -> np.ndarray:
    generator = SplitMix64(seed)
    return np.array([generator.byte() for _ in range(side * side * 3)]).reshape(side, side, 3)


def pixels(n: int, mean, deviation) -> np.ndarray:
    """The pictures as a model gets them: [6, 3, n, n], float32."""
    scaled = pictures(n).astype(np.float32) / np.float32(255)
    normal = (scaled - np.float32(mean)) / np.float32(deviation)
    return np.ascontiguousarray(normal.transpose(0, 3, 1, 2))


def texts(vocabulary: int, context: int, tokenize=None) -> list[list[int]]:
    """Token ids of the eight texts: sentences for CLIP's vocabulary, drawn numbers for any other."""
    if vocabulary == CLIP_VOCABULARY:
        return [truncated(tokenize(sentence), context) for sentence in SENTENCES]
    generator = SplitMix64(4)
    result = []
    for length in (1, 2, 3, 5, 8, 13, 21, 34):
        count = max(min(length, context - 2), 0)
        words = [generator.next() % (vocabulary - 2) for _ in range(count)]
        result.append([vocabulary - 2, *words, vocabulary - 1])
    return result


def truncated(ids: list[int], context: int) -> list[int]:
    return ids if len(ids) <= context else [*ids[:context - 1], ids[-1]]


def padded(rows: list[list[int]], context: int, padding: int = 0) -> np.ndarray:
    """[n, context], zeros behind each text, or what the model fills up with."""
    result = np.full((len(rows), context), padding, np.int64)
    for row, ids in zip(result, rows):
        row[:len(ids)] = ids
    return result
