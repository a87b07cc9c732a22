"""Any checkpoint as a model of the library that it comes from, in fp32."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Callable

import torch

from . import load_torchvision, siglip
from .loading import load_canonical
from .peer_models import DEVIATION, MEAN
from .weights import is_narrowed


@dataclass
class Runner:
    """A peer's model: what it is, and its two towers."""

    peer: str
    resolution: int
    context: int
    vocabulary: int
    encode_image: Callable
    encode_text: Callable
    mean: tuple = MEAN
    deviation: tuple = DEVIATION
    logit_scale: float | None = None
    padding: int = 0


def load_runner(path: Path, trust: bool = False, dtype: torch.dtype | None = None) -> Runner:
    """The checkpoint's model; with `dtype`, its weights rounded to that type first."""
    load_torchvision()
    if path.is_dir() and (path / "open_clip_config.json").exists():
        return open_clip_runner(path, dtype)
    if path.is_dir() and (path / "config.json").exists():
        return transformers_runner(path, dtype)
    return openai_runner(load_canonical(path, trust), dtype)


def rounded(state: dict, dtype: torch.dtype | None) -> dict:
    """The weights in fp32, those that a file narrows by way of another type."""
    return {
        name: tensor.to(dtype).float() if dtype and is_narrowed(name, tensor) else tensor.float()
        for name, tensor in state.items()}


def openai_runner(state: dict[str, torch.Tensor], dtype: torch.dtype | None = None) -> Runner:
    """openai/CLIP's own class, its dimensions read from the weights as its `build_model` does."""
    from clip.model import CLIP

    def count(stem: str) -> int:
        return len({name[len(stem):].split(".")[0] for name in state if name.startswith(stem)})

    if "visual.proj" in state:
        width, _, _, patch = state["visual.conv1.weight"].shape
        layers = count("visual.transformer.resblocks.")
        grid = round((state["visual.positional_embedding"].shape[0] - 1) ** 0.5)
        resolution = patch * grid
    else:
        width, patch = state["visual.layer1.0.conv1.weight"].shape[0], None
        layers = tuple(count(f"visual.layer{stage}.") for stage in (1, 2, 3, 4))
        grid = round((state["visual.attnpool.positional_embedding"].shape[0] - 1) ** 0.5)
        resolution = 32 * grid
    text_width = state["ln_final.weight"].shape[0]
    vocabulary = state["token_embedding.weight"].shape[0]
    context = state["positional_embedding"].shape[0]
    model = CLIP(
        state["text_projection"].shape[1], resolution, layers, width, patch, context, vocabulary, text_width,
        text_width // 64, count("transformer.resblocks."))
    model.load_state_dict(rounded(state, dtype), strict=False)
    model = model.eval()
    return Runner(
        "openai/CLIP", resolution, context, vocabulary, model.encode_image, model.encode_text,
        logit_scale=model.logit_scale.exp().item())


def open_clip_runner(path: Path, dtype: torch.dtype | None = None) -> Runner:
    import open_clip

    config = json.loads((path / "open_clip_config.json").read_text())
    settings = config["model_cfg"]
    is_custom = settings.get("custom_text", False)
    settings = {key: value for key, value in settings.items() if key != "custom_text"}
    model = (open_clip.CustomTextCLIP if is_custom else open_clip.CLIP)(**settings)
    model.load_state_dict(rounded(load_safe(path / "open_clip_model.safetensors"), dtype))
    model = model.eval()
    text, preprocess = settings["text_cfg"], config.get("preprocess_cfg", {})
    if "SigLIP" in text.get("hf_tokenizer_name", ""):
        # clipw takes the function that the weights were trained with, and open_clip the exact one in some towers.
        siglip.use_tanh(model)
    return Runner(
        "open_clip", settings["vision_cfg"]["image_size"], text.get("context_length", 77),
        text.get("vocab_size", 49408), model.encode_image, model.encode_text,
        tuple(preprocess.get("mean", MEAN)), tuple(preprocess.get("std", DEVIATION)),
        padding=siglip.padding(text.get("vocab_size", 49408)) if "SigLIP" in text.get("hf_tokenizer_name", "") else 0)


def transformers_runner(path: Path, dtype: torch.dtype | None = None) -> Runner:
    from transformers import AutoConfig, AutoModel

    config = AutoConfig.from_pretrained(path)
    model = AutoModel.from_pretrained(path, dtype=torch.float32)
    is_siglip = config.model_type == "siglip"
    model.load_state_dict(rounded(model.state_dict(), dtype))
    model = model.eval()

    def features(output):
        return getattr(output, "pooler_output", output)

    return Runner(
        "transformers", config.vision_config.image_size, config.text_config.max_position_embeddings,
        config.text_config.vocab_size, lambda pixels: features(model.get_image_features(pixels)),
        lambda ids: features(model.get_text_features(ids)),
        *([(0.5, 0.5, 0.5), (0.5, 0.5, 0.5)] if is_siglip else []),
        padding=siglip.padding(config.text_config.vocab_size) if is_siglip else 0)


def load_safe(path: Path) -> dict[str, torch.Tensor]:
    from safetensors.torch import load_file

    return load_file(path)
