"""Weights with the shape of trained ones, the same on every machine."""

import copy
import re
import zlib
from dataclasses import dataclass

import numpy as np
import torch

from . import load_torchvision
from .architectures import Architecture

NORM = re.compile(r"(ln_\w+|bn\d|downsample\.1)\.(weight|bias)$")
META_KEYS = ("input_resolution", "context_length", "vocab_size")


@dataclass
class Checkpoint:
    """A model of openai/CLIP's class in OpenAI's mixed precision, and its weights by canonical name."""

    architecture: Architecture
    model: torch.nn.Module

    @property
    def weights(self) -> dict[str, torch.Tensor]:
        return {name: tensor.detach() for name, tensor in self.model.state_dict().items()}


def make_checkpoint(architecture: Architecture, seed: int = 20210105) -> Checkpoint:
    """Builds the model, fills it from `seed` and stores it as OpenAI's `convert_weights` does."""
    load_torchvision()
    from clip.model import CLIP, convert_weights

    model = CLIP(**architecture.arguments).eval().requires_grad_(True)
    depths = (architecture.transformer_layers,
              architecture.vision_layers if architecture.is_vision_transformer else None)
    with torch.no_grad():
        for name, tensor in model.state_dict().items():
            generator = np.random.default_rng([seed, zlib.crc32(name.encode())])
            depth = depths[1] if name.startswith("visual.") else depths[0]
            values = trained_like(name, tuple(tensor.shape), depth, generator)
            tensor.copy_(torch.from_numpy(np.asarray(values)))
    if not architecture.is_vision_transformer:
        settle_batch_norms(model.visual, seed)
    convert_weights(model)
    return Checkpoint(architecture, model)


def is_narrowed(name: str, tensor) -> bool:
    """Whether a file has the weight in the type of its precision: vectors and positions are always fp32 there."""
    return tensor.ndim > 1 and "position" not in name


def trained_like(name: str, shape: tuple[int, ...], depth: int | None, generator) -> np.ndarray:
    """Values for one tensor: what random initialisation lacks is what breaks quantisation.

    Norm gains are log-normal with a few channels several times larger, biases are not zero, batch norms
    have seen data, and the rows of a matrix differ in size.
    """
    def normal(deviation: float) -> np.ndarray:
        return generator.standard_normal(shape, dtype=np.float32) * np.float32(deviation)

    if name == "logit_scale":
        return np.full(shape, np.log(100), dtype=np.float32)
    if name.endswith("num_batches_tracked"):
        return generator.integers(1_000, 500_000, shape)
    if name.endswith(("running_mean", "running_var")):
        return np.exp(normal(0.05))  # a factor: see settle_batch_norms
    if name.endswith("bias"):
        # A large bias in every layer would drown the input: all images would look alike.
        return normal(0.05 if NORM.search(name) else 0.02)
    if NORM.search(name):
        gains = np.exp(normal(0.25))
        outliers = generator.choice(shape[0], max(1, shape[0] // 128), replace=False)
        largest = 8 if "ln_" in name else 3
        gains[outliers] *= generator.uniform(2, largest, outliers.size).astype(np.float32)
        # The last norm of a residual branch stays small, or the sum grows with depth.
        return gains * np.float32(0.35 if name.endswith("bn3.weight") else 1)
    if name == "token_embedding.weight":
        return normal(0.02)
    if name == "positional_embedding":
        return normal(0.01)
    if name.endswith("embedding"):
        return normal(0.5 * shape[-1] ** -0.5)
    if name.endswith(("visual.proj", "text_projection")):
        return normal(shape[0] ** -0.5)

    deviation = np.prod(shape[1:]) ** -0.5
    if name == "visual.conv1.weight":
        deviation *= 3
    elif name.endswith("in_proj_weight"):
        deviation *= 1.2  # attention that chooses, not averages
    elif name.endswith("out_proj.weight"):
        deviation *= 2 * (2 * depth) ** -0.5
    elif name.endswith("mlp.c_proj.weight"):
        deviation *= (2 * depth) ** -0.5
    rows = np.exp(generator.standard_normal((shape[0],) + (1,) * (len(shape) - 1), dtype=np.float32) * 0.3)
    return normal(deviation) * rows.astype(np.float32)


def settle_batch_norms(visual: torch.nn.Module, seed: int):
    """Gives every batch norm the statistics of some images, times the factor it holds.

    Computed in double precision and rounded, so that the order of a sum does not show in the file.
    """
    generator = np.random.default_rng([seed, 1])
    pixels = torch.zeros(12, 3, 128, 128, dtype=torch.float64)
    for size in (1, 2, 4, 16, 128):  # flat images, smooth ones, detailed ones
        strength = generator.exponential(0.7, (12, 1, 1, 1))
        detail = torch.from_numpy(strength * generator.standard_normal((12, 3, size, size)))
        pixels += torch.nn.functional.interpolate(detail, size=128, mode="bilinear", align_corners=True)

    copied = copy.deepcopy(visual).double().train()
    copied.attnpool = torch.nn.Identity()
    for module in copied.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            module.momentum = 1.0
    with torch.no_grad():
        copied(pixels)
    settled = copied.state_dict()
    for name, factor in visual.state_dict().items():
        if name.endswith(("running_mean", "running_var")):
            factor.copy_(factor * settled[name].half().float())


def probe_inputs(architecture: Architecture, batch: int = 3) -> tuple[torch.Tensor, torch.Tensor]:
    """Pixels and token ids: start, some words, end of text, zeros. End of text is the largest id."""
    generator = torch.Generator().manual_seed(1)
    size = architecture.image_resolution
    pixels = torch.randn(batch, 3, size, size, generator=generator)
    ids = torch.zeros(batch, architecture.context_length, dtype=torch.int64)
    for row in range(batch):
        length = 2 + row
        words = torch.randint(1, architecture.vocab_size - 2, (length,), generator=generator)
        ids[row, 0] = architecture.vocab_size - 2
        ids[row, 1:1 + length] = words
        ids[row, 1 + length] = architecture.vocab_size - 1
    return pixels, ids
