"""Pictures and sentences to compare embeddings on, the same every time."""

import numpy as np

SUBJECTS = ("cat", "dog", "red bicycle", "city at night", "bowl of ramen", "snow-covered mountain", "violin",
            "steam locomotive", "handwritten letter", "satellite over the ocean", "crowd at a football match")
FORMS = ("a photo of a {}.", "a blurry picture of the {}", "{}", "an oil painting of a {}, in the style of Monet",
         "the quick brown fox saw {} and {} on 24/12/1999; it's 50% off!", "Ein Bild von: {} — größer als üblich",
         "a close-up, high resolution, professionally lit studio photograph of one single {} on white ground")


def sentences(count: int) -> list[str]:
    result = []
    for index in range(count):
        subject = SUBJECTS[index % len(SUBJECTS)]
        result.append(FORMS[index % len(FORMS)].format(*(subject, SUBJECTS[(index * 7 + 3) % len(SUBJECTS)])))
    return result


def pictures(count: int, size: int, seed: int = 9) -> np.ndarray:
    """Pictures with the spectrum of photographs: detail at every scale, objects, light and colour; [n, s, s, 3]."""
    generator = np.random.default_rng(seed)
    return np.stack([picture(generator, size) for _ in range(count)])


def picture(generator, size: int) -> np.ndarray:
    y, x = np.mgrid[0:size, 0:size] / size
    frequencies = np.hypot(np.fft.fftfreq(size)[:, None], np.fft.fftfreq(size)[None]) * size
    spectrum = 1 / np.maximum(frequencies, 1) ** generator.uniform(1, 1.6)
    planes = []
    shared = generator.standard_normal((size, size))
    for _ in range(3):
        noise = shared + 0.4 * generator.standard_normal((size, size))
        plane = np.fft.ifft2(np.fft.fft2(noise) * spectrum).real
        planes.append(plane / plane.std())
    image = np.stack(planes, -1) * generator.uniform(20, 60) + generator.uniform(70, 180, 3)
    for _ in range(generator.integers(0, 6)):
        cx, cy, rx, ry = generator.uniform(0, 1, 4) * (1, 1, 0.4, 0.4)
        angle = generator.uniform(0, np.pi)
        u = (x - cx) * np.cos(angle) + (y - cy) * np.sin(angle)
        v = (y - cy) * np.cos(angle) - (x - cx) * np.sin(angle)
        inside = (u / (rx + 0.02)) ** 2 + (v / (ry + 0.02)) ** 2 < 1
        if generator.random() < 0.5:
            inside = (abs(u) < rx) & (abs(v) < ry)
        image[inside] = 0.3 * image[inside] + 0.7 * generator.uniform(0, 255, 3)
    return np.clip(np.rint(image), 0, 255).astype(np.uint8)
