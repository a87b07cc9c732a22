"""Fixtures that are not models: element types and layouts, tiny files to damage, casts, the int8 rule."""

from argparse import Namespace
from collections import OrderedDict
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save_file

from .legacy import save_legacy
from .loading import load_state
from .quantization import quantize_rows
from .torchscript import save_traced

INTEGERS = (torch.int8, torch.uint8, torch.int16, torch.int32, torch.int64)
FLOATS = (torch.float16, torch.bfloat16, torch.float32, torch.float64)


def write_small_fixtures(folder: Path):
    write_dtypes(folder)
    write_small(folder)
    write_casts(folder / "casts.safetensors")
    write_int8(folder / "int8.safetensors")


def write_dtypes(folder: Path):
    """`dtypes.pt`, `dtypes-legacy.pt` and what both hold."""
    tensors = every_dtype() | every_layout()
    with_unsigned = tensors | {"uint16": torch.tensor([0, 1, 32767, 32768, 65535], dtype=torch.uint16)}
    torch.save(with_unsigned, folder / "dtypes.pt")
    save_legacy(tensors, folder / "dtypes-legacy.pt")
    expected = {name: tensor.contiguous().clone() for name, tensor in with_unsigned.items()}
    save_file(expected, folder / "dtypes.expected.safetensors")
    check_state(folder / "dtypes.pt", expected)
    check_state(folder / "dtypes-legacy.pt", {name: expected[name] for name in tensors})
    check_state(folder / "dtypes.expected.safetensors", expected)


def every_dtype() -> dict[str, torch.Tensor]:
    tensors = [torch.tensor([[0.0, -0.0, 1.5], [-2.25, 3e-5, 65504.0]], dtype=dtype) for dtype in FLOATS]
    for dtype in INTEGERS:
        limits = torch.iinfo(dtype)
        tensors.append(torch.tensor([limits.min, limits.min + 1, 0, 1, limits.max], dtype=dtype))
    tensors.append(torch.tensor([True, False, True]))
    return {str(tensor.dtype).removeprefix("torch."): tensor for tensor in tensors}


def every_layout() -> dict[str, torch.Tensor]:
    shared = torch.arange(24, dtype=torch.float32)
    return {
        "scalar": torch.tensor(2.5),
        "empty": torch.empty(0, 3),
        "transposed": torch.arange(12, dtype=torch.float16).reshape(3, 4).t(),
        "offset": torch.arange(10, dtype=torch.float32)[4:],
        "step_2": torch.arange(11, dtype=torch.int32)[1::2],
        "column": torch.arange(12, dtype=torch.float32).reshape(4, 3)[:, 1],
        "size_1_odd_strides": torch.arange(6, dtype=torch.float32).as_strided((1, 3, 1), (77, 2, 5)),
        "expanded": torch.arange(3, dtype=torch.float32)[:, None].expand(3, 4),
        "overlapping": torch.arange(4, dtype=torch.float32).as_strided((2, 3), (1, 1)),
        "channels_last": torch.arange(24.0).reshape(1, 2, 3, 4).contiguous(memory_format=torch.channels_last),
        "shared_front": shared[:12].reshape(3, 4),
        "shared_back": shared[8:],
    }


class Tiny(torch.nn.Module):
    """A module of a few dozen bytes."""

    def __init__(self, state: dict[str, torch.Tensor]):
        super().__init__()
        self.weight = torch.nn.Parameter(state["weight"])
        self.register_buffer("bias", state["bias"])
        self.register_buffer("count", state["count"])

    def forward(self, x):
        return x + self.bias


def write_small(folder: Path):
    """Good files small enough to cut at every byte and to change every byte of."""
    state = OrderedDict(
        weight=torch.tensor([[0.5, -1.25, 3.0], [0.0, 65504.0, -6e-8]], dtype=torch.float16),
        bias=torch.tensor([1.0, -2.5, 1e-3]),
        count=torch.tensor(42),
    )
    torch.save(state, folder / "small.pt")
    save_legacy(state, folder / "small-legacy.pt")
    save_file(state, folder / "small.safetensors", metadata={"format": "pt"})
    module = torch.nn.Linear(3, 2)
    module.load_state_dict({"weight": state["weight"].float(), "bias": state["bias"][:2]})
    torch.save(module, folder / "small-module.pt")
    save_traced(Tiny(state).eval(), (torch.zeros(3),), folder / "small-torchscript.pt")
    torch.save({
        "epoch": 7,
        "state_dict": state,
        "args": Namespace(lr=5e-4, name="run", resume=None),
        "best_loss": np.float64(0.125),
    }, folder / "small-training.pt")
    for ending in (".pt", "-legacy.pt", ".safetensors", "-torchscript.pt", "-training.pt"):
        check_state(folder / f"small{ending}", state)
    check_state(folder / "small-module.pt", module.state_dict())


def check_state(path: Path, expected: dict[str, torch.Tensor]):
    """Stops unless the file holds these tensors, bit for bit."""
    stored = load_state(path, trust=True)
    assert set(stored) == set(expected), f"{path}: names differ"
    for name, tensor in expected.items():
        actual = stored[name]
        assert (actual.dtype, actual.shape) == (tensor.dtype, tensor.shape), f"{path}: {name}"
        pair = [tensor.detach().contiguous().view(-1).view(torch.uint8) for tensor in (actual, tensor)]
        assert torch.equal(*pair), f"{path}: {name} differs"


def write_casts(path: Path):
    """PyTorch's own casts between its floating types."""
    generator = np.random.default_rng(5)
    patterns = torch.arange(65536, dtype=torch.int32).to(torch.uint16)
    tensors = {
        "f32": torch.from_numpy(single_patterns(generator).view(np.float32)),
        "f64": torch.from_numpy(double_patterns(generator).view(np.float64)),
        "f16": patterns.view(torch.float16),
        "bf16": patterns.clone().view(torch.bfloat16),
    }
    targets = {"f32": torch.float32, "f16": torch.float16, "bf16": torch.bfloat16}
    for source in list(tensors):
        for name, dtype in targets.items():
            if name != source:
                tensors[f"{source}.to_{name}"] = tensors[source].to(dtype)
    save_file(tensors, path)


def single_patterns(generator) -> np.ndarray:
    """Bit patterns of float32 where a cast can go wrong, then random ones."""
    special = [0, 1, 2, 0x7F_FFFF, 0x80_0000, 0x80_0001, 0x3F80_0000, 0x7F7F_FFFF, 0x7F80_0000,
               0x7FC0_0000, 0x7F80_0001, 0x7FC1_2345, 0x7FFF_FFFF, 0x7FA0_2000, 0x7F80_2000, 0x7F81_0000]
    halves = np.concatenate([np.arange(0, 40), np.arange(0x3F0, 0x410), np.arange(0x7BF0, 0x7C00),
                             generator.integers(0, 0x7C00, 400)]).astype(np.uint16)
    half_step = np.exp2(np.maximum(halves >> 10, 1).astype(np.float32) - 26)
    ties = (halves.view(np.float16).astype(np.float32) + half_step).view(np.uint32)  # between two float16
    brains = np.concatenate([generator.integers(0, 0x7F80, 400), np.arange(0x7F70, 0x7F80), np.arange(16)])
    ties = np.concatenate([ties, (brains.astype(np.uint32) << 16) | 0x8000])
    patterns = np.concatenate([np.array(special, np.uint32), ties - 1, ties, ties + 1])
    patterns = np.concatenate([patterns, patterns | 0x8000_0000])
    filler = generator.integers(0, 1 << 32, -len(patterns) % 1024 + 1024, dtype=np.uint32)
    return np.concatenate([patterns, filler]).astype(np.uint32)


def double_patterns(generator) -> np.ndarray:
    """The same for float64, with values whose rounding in two steps differs from rounding in one."""
    singles = single_patterns(generator)
    singles = singles[np.isfinite(singles.view(np.float32))][:2048].view(np.float32).astype(np.float64)
    nudged = np.concatenate([np.nextafter(singles, np.inf), np.nextafter(singles, -np.inf)])
    odd = np.array([
        5e-324, 1e-310, 1e-46, 7.006492321624085e-46, 7.006492321624086e-46, 3.4028235677973366e38,
        3.4028235677973362e38, 1e39, 1e308, np.inf, 65519.999, 65520.0, 2.0 ** -25,
        2.0 ** -25 * (1 + 2.0 ** -40), 1 + 2.0 ** -11 + 2.0 ** -40, 1 + 2.0 ** -8 + 2.0 ** -40,
    ])
    nan = np.array([0x7FF8 << 48, 0xFFF8 << 48, (0x7FF0 << 48) + 1, 0xFFF0_1234_5678_9ABC], np.uint64)
    values = np.concatenate([singles, nudged, odd, -odd, nan.view(np.float64)])
    filler = generator.standard_normal(-len(values) % 1024)
    return np.concatenate([values, filler]).view(np.uint64)


def write_int8(path: Path):
    """Matrices, and what clipw's int8 rule makes of them."""
    tensors = {}
    for name, source in int8_sources(np.random.default_rng(6)).items():
        quantized, scales = quantize_rows(source)
        tensors |= {name: source, f"{name}.int8": quantized, f"{name}.scale": scales}
    save_file({name: torch.from_numpy(np.ascontiguousarray(value)) for name, value in tensors.items()}, path)


def int8_sources(generator) -> dict[str, np.ndarray]:
    """Ordinary matrices, odd shapes, and rows at the edges of the rule."""
    def matrix(*shape, dtype=np.float32):
        rows = generator.lognormal(0, 1, (shape[0],) + (1,) * (len(shape) - 1))
        return (generator.standard_normal(shape) * rows).astype(dtype)

    boundary = np.float32(127 * 2.0 ** -126)  # the smallest magnitude with a normal scale
    below, above = (np.nextafter(boundary, np.float32(limit)) for limit in (0, 1))
    largest = np.finfo(np.float32).max
    return {
        "linear": matrix(8, 64),
        "half": matrix(5, 65, dtype=np.float16),
        "convolution": matrix(6, 3, 4, 4, dtype=np.float16),
        "convolution_1x1": matrix(4, 7, 1, 1),
        "one_row": matrix(1, 9),
        **{f"width_{width}": matrix(4, width) for width in (1, 3, 17, 33, 65)},
        # With 127 as the largest value the scale is 1: halves must go to the even neighbour.
        "ties": np.array([
            [127, 0.5, 1.5, 2.5, -0.5, -1.5, -2.5, 126.5],
            [-127, 3.5, 4.5, -3.5, -4.5, 0, -0.0, 125.5],
            [254, 1, 3, 5, -1, -3, -5, 253],
            [127 / 128, 1 / 256, 3 / 256, 5 / 256, -1 / 256, -3 / 256, 0, 0],
        ], np.float32),
        "zero_rows": np.array([[0, 0, 0], [1, -2, 3], [-0.0, 0, -0.0]], np.float32),
        "subnormal_rows": np.array([
            [1e-45, -2e-45, 1e-40], [1e-38, -1e-38, 5e-39], [1e-36, -2e-36, 1e-37],
            [boundary, -boundary / 2, 0], [below, below / 2, 0], [above, -above / 2, 0],
        ], np.float32),
        "huge_rows": np.array(
            [[largest, -largest, largest / 2], [1e38, -3e38, 1], [65504, -65504, 1e-3]], np.float32),
        "half_subnormals": np.array([[0x0001, 0x8002], [0x03FF, 0]], np.uint16).view(np.float16),
    }
