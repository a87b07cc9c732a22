"""The same weights in transformers' and open_clip's own models, checked to compute the same features."""

import copy
import json
from pathlib import Path

import torch

from . import load_torchvision
from .dialects import to_custom_text, to_huggingface
from .weights import Checkpoint, probe_inputs

MEAN = (0.48145466, 0.4578275, 0.40821073)
DEVIATION = (0.26862954, 0.26130258, 0.27577711)


def huggingface_model(checkpoint: Checkpoint) -> torch.nn.Module:
    """transformers' CLIPModel with the checkpoint's weights, each in the type it has there."""
    load_torchvision()
    from transformers import CLIPConfig, CLIPModel

    architecture = checkpoint.architecture
    if not architecture.is_vision_transformer:
        raise SystemExit(f"{architecture.name}: transformers has no CLIP with a ResNet")
    text = {
        "hidden_size": architecture.transformer_width,
        "intermediate_size": 4 * architecture.transformer_width,
        "num_attention_heads": architecture.transformer_heads,
        "num_hidden_layers": architecture.transformer_layers,
        "max_position_embeddings": architecture.context_length,
        "vocab_size": architecture.vocab_size,
        "bos_token_id": architecture.vocab_size - 2,
        "eos_token_id": architecture.vocab_size - 1,
    }
    vision = {
        "hidden_size": architecture.vision_width,
        "intermediate_size": 4 * architecture.vision_width,
        "num_attention_heads": architecture.vision_width // 64,
        "num_hidden_layers": architecture.vision_layers,
        "image_size": architecture.image_resolution,
        "patch_size": architecture.vision_patch_size,
    }
    shared = {"projection_dim": architecture.embed_dim, "hidden_act": "quick_gelu"}
    model = CLIPModel(CLIPConfig(
        text_config=text | shared, vision_config=vision | shared, projection_dim=architecture.embed_dim))
    model.load_state_dict(to_huggingface(checkpoint.weights), assign=True)
    pixels, ids = probe_inputs(architecture)
    single = copy.deepcopy(model).float().eval()
    with torch.no_grad():
        features = (single.get_image_features(pixels), single.get_text_features(ids))
    check_features(checkpoint, *(getattr(output, "pooler_output", output) for output in features))
    return model


def save_processor(checkpoint: Checkpoint, path: Path):
    """`preprocessor_config.json` as it stands beside OpenAI's models."""
    size = checkpoint.architecture.image_resolution
    settings = {
        "crop_size": size, "do_center_crop": True, "do_normalize": True, "do_resize": True,
        "feature_extractor_type": "CLIPFeatureExtractor",
        "image_mean": MEAN, "image_std": DEVIATION, "resample": 3, "size": size,
    }
    (path / "preprocessor_config.json").write_text(json.dumps(settings, indent=2) + "\n")


def open_clip_config(checkpoint: Checkpoint) -> dict:
    """The model's configuration in open_clip's words."""
    architecture = checkpoint.architecture
    vision = {
        "image_size": architecture.image_resolution,
        "layers": architecture.vision_layers,
        "width": architecture.vision_width,
        "patch_size": architecture.vision_patch_size,
    }
    text = {
        "context_length": architecture.context_length,
        "vocab_size": architecture.vocab_size,
        "width": architecture.transformer_width,
        "heads": architecture.transformer_heads,
        "layers": architecture.transformer_layers,
    }
    return {"embed_dim": architecture.embed_dim, "quick_gelu": True, "vision_cfg": vision, "text_cfg": text}


def open_clip_model(checkpoint: Checkpoint, custom_text: bool = False) -> torch.nn.Module:
    """open_clip's CLIP, or its CustomTextCLIP, with the checkpoint's weights in the type they have there."""
    load_torchvision()
    from open_clip.model import CLIP, CustomTextCLIP

    weights = checkpoint.weights
    model = (CustomTextCLIP if custom_text else CLIP)(**open_clip_config(checkpoint))
    model.load_state_dict(to_custom_text(weights) if custom_text else weights, assign=True)
    pixels, ids = probe_inputs(checkpoint.architecture)
    single = copy.deepcopy(model).float().eval()
    with torch.no_grad():
        check_features(checkpoint, single.encode_image(pixels), single.encode_text(ids))
    return model


def check_features(checkpoint: Checkpoint, image: torch.Tensor, text: torch.Tensor):
    """Stops unless the features are those of openai/CLIP's model up to rounding."""
    pixels, ids = probe_inputs(checkpoint.architecture)
    reference = copy.deepcopy(checkpoint.model).float()
    with torch.no_grad():
        expected = reference.encode_image(pixels), reference.encode_text(ids)
    for kind, ours, theirs in zip(("image", "text"), expected, (image, text)):
        error = (ours - theirs).abs().max() / ours.abs().max()
        assert error < 1e-4, f"{checkpoint.architecture.name}: {kind} features differ by {error}"
