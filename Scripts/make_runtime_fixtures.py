#!/usr/bin/env python3
"""Writes what the runtime's tests compare with: golden embeddings by the real peers, and small models of shapes that
OpenAI's do not have.

    make_runtime_fixtures.py [FOLDER]          FOLDER is Tests/Fixtures unless given

Run after `make_checkpoints.py small`, whose models it takes the goldens of.
"""

import json
import sys
from pathlib import Path

import torch
from safetensors.torch import save_file

import make_goldens
from peers import load_torchvision
from peers.runners import load_runner

OWN = ("vit-torchscript-openai.pt", "rn-torchscript-openai.pt", "vit-openclip", "vit-huggingface")
TEXT = {"context_length": 20, "vocab_size": 300, "width": 64, "heads": 4, "layers": 2}
# What differs from OpenAI's shapes, in open_clip's words.
OPEN_CLIP = {
    "openclip-heads": {"head_width": 16, "mlp_ratio": 2.5, "no_ln_pre": True},
    "openclip-average": {"head_width": 24, "mlp_ratio": 3.5, "pool_type": "avg"},
    "openclip-average-norm": {"head_width": 48, "pool_type": "avg", "final_ln_after_pool": True},
}
HUGGING_FACE = {"huggingface-tanh": "gelu_pytorch_tanh", "huggingface-gelu": "gelu"}


def main():
    root = Path(__file__).resolve().parent.parent
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else root / "Tests/Fixtures"
    load_torchvision()
    for name, vision in OPEN_CLIP.items():
        write_open_clip(folder / name, vision)
    for name, activation in HUGGING_FACE.items():
        write_hugging_face(folder / name, activation)
    (folder / "goldens").mkdir(exist_ok=True)
    for name in (*OWN, *OPEN_CLIP, *HUGGING_FACE):
        write_goldens(folder, name)
    for precision in make_goldens.TYPES:
        write_goldens(folder, "openclip-heads", precision)


def write_goldens(folder: Path, name: str, precision: str | None = None):
    """Of a fixture, with its weights rounded to a precision first."""
    runner = load_runner(folder / name, dtype=make_goldens.TYPES.get(precision))
    ending = f"-{precision}" if precision else ""
    make_goldens.write(runner, folder / "goldens" / f"{name.removesuffix('.pt')}{ending}.safetensors")


def write_open_clip(folder: Path, vision: dict):
    import open_clip

    settings = {
        "embed_dim": 40,
        "vision_cfg": {"image_size": 40, "layers": 2, "width": 48, "patch_size": 8, **vision},
        "text_cfg": TEXT,
    }
    torch.manual_seed(len(vision) + vision["head_width"])
    model = open_clip.CLIP(**settings).eval()
    shake(model)
    folder.mkdir(exist_ok=True)
    save_file({name: value.contiguous() for name, value in model.state_dict().items()
               if name != "attn_mask"}, folder / "open_clip_model.safetensors")
    preprocess = {"mean": [0.5, 0.4, 0.3], "std": [0.2, 0.25, 0.3], "interpolation": "bilinear",
                  "resize_mode": "squash", "size": [40, 40]}
    config = {"model_cfg": settings, "preprocess_cfg": preprocess}
    (folder / "open_clip_config.json").write_text(json.dumps(config, indent=2) + "\n")


def write_hugging_face(folder: Path, activation: str):
    from transformers import CLIPConfig, CLIPModel

    shared = {"num_hidden_layers": 2, "num_attention_heads": 1, "hidden_size": 64, "hidden_act": activation,
              "projection_dim": 40, "intermediate_size": 96}
    text = {"vocab_size": 300, "max_position_embeddings": 20, "bos_token_id": 298, "eos_token_id": 299}
    vision = {"image_size": 40, "patch_size": 8}
    torch.manual_seed(len(activation))
    model = CLIPModel(CLIPConfig(
        text_config=text | shared, vision_config=vision | shared, projection_dim=40)).eval()
    shake(model)
    model.save_pretrained(folder)


def shake(model: torch.nn.Module):
    """Biases and gains as training leaves them, weights large enough for their effect to show."""
    with torch.no_grad():
        for name, value in model.named_parameters():
            if value.dim() == 1 and name.endswith("weight"):
                value.copy_(torch.exp(0.4 * torch.randn_like(value)))
            elif name.endswith("bias"):
                value.copy_(0.1 * torch.randn_like(value))
            elif value.dim() == 2 and "embed" not in name:
                value.copy_(torch.randn_like(value) * value.shape[1] ** -0.5)


if __name__ == "__main__":
    main()
