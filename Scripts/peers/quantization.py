"""clipw's int8 rule, stated once more in NumPy."""

import numpy as np

SMALLEST_NORMAL = np.float32(2.0 ** -126)


def quantize_rows(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """One symmetric scale for each row of the first dimension; every operation in float32.

    A row's largest magnitude becomes 127. A row too small for a normal scale gets the scale 1, and zeros.
    """
    rows = values.astype(np.float32).reshape(values.shape[0], -1)
    scales = np.abs(rows).max(axis=1) / np.float32(127)
    scales[scales < SMALLEST_NORMAL] = 1
    # numpy.rint rounds halves to even.
    quantized = np.clip(np.rint(rows / scales[:, None]), -127, 127).astype(np.int8)
    return quantized.reshape(values.shape), scales
