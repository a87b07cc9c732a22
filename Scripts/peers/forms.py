"""One model in every form that clipw reads. Each function writes the same weights."""

import io
from argparse import Namespace
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors.torch import save_file

from .legacy import save_legacy
from .peer_models import (
    DEVIATION, MEAN, huggingface_model, open_clip_config, open_clip_model, save_processor)
from .torch_zip import repack_deflated
from .torchscript import save_openai_torchscript, save_torchscript
from .weights import Checkpoint


@dataclass(frozen=True)
class Form:
    """How a form is called, what is put behind the model's name, and what writes it."""

    suffix: str
    write: Callable[[Checkpoint, Path], None]


def save_state_dict(checkpoint: Checkpoint, path: Path):
    torch.save(checkpoint.model.state_dict(), path)


def save_plain_dict(checkpoint: Checkpoint, path: Path):
    torch.save(checkpoint.weights, path)


def save_wrapped(checkpoint: Checkpoint, path: Path):
    torch.save({"state_dict": checkpoint.weights}, path)


def save_training(checkpoint: Checkpoint, path: Path):
    """What open_clip's training loop saves, the optimizer cut down to two parameters."""
    state = open_clip_model(checkpoint).state_dict()
    parameters = [torch.nn.Parameter(state[f"ln_final.{kind}"].clone()) for kind in ("weight", "bias")]
    optimizer = torch.optim.AdamW(parameters, lr=5e-4, betas=(0.9, 0.98), eps=1e-6, weight_decay=0.2)
    sum((parameter ** 2).sum() for parameter in parameters).backward()
    optimizer.step()
    torch.save({
        "epoch": 3,
        "name": "2021_01_05-model_tiny-lr_0.0005-b_64-j_4-p_amp",
        "state_dict": OrderedDict((f"module.{name}", tensor) for name, tensor in state.items()),
        "optimizer": optimizer.state_dict(),
        "scaler": torch.amp.GradScaler("cpu").state_dict(),
        "args": vars(Namespace(precision="amp", lr=5e-4, wd=0.2, epochs=32, resume=None)),
    }, path)


def save_views(checkpoint: Checkpoint, path: Path):
    """The same values as views: shared storages, offsets, transposed, channels last and strided by two."""
    weights = checkpoint.weights
    state, packed = {}, {}
    for index, (name, tensor) in enumerate(weights.items()):
        if tensor.ndim == 4:
            state[name] = tensor.contiguous(memory_format=torch.channels_last)
        elif tensor.ndim == 2 and index % 3 == 0:
            state[name] = tensor.t().contiguous().t()
        elif tensor.ndim == 1 and index % 3 == 0:
            doubled = torch.full((2 * tensor.numel() + 1,), 7, dtype=tensor.dtype)
            state[name] = doubled[1::2].copy_(tensor)
        else:
            state[name] = None  # keeps the order
            packed.setdefault(tensor.dtype, []).append(name)
    for dtype, names in packed.items():
        gap = 3  # elements that belong to no tensor
        storage = torch.full((sum(weights[name].numel() + gap for name in names),), 7, dtype=dtype)
        offset = 0
        for name in names:
            offset += gap
            count = weights[name].numel()
            state[name] = storage[offset:offset + count].view(weights[name].shape).copy_(weights[name])
            offset += count
    assert all(torch.equal(state[name], weights[name]) for name in weights)
    torch.save(state, path)


def save_deflated(checkpoint: Checkpoint, path: Path):
    stored = io.BytesIO()
    torch.save(checkpoint.model.state_dict(), stored)
    repack_deflated(stored, path)


def save_module(checkpoint: Checkpoint, path: Path):
    torch.save(checkpoint.model, path)


def save_parameters(checkpoint: Checkpoint, path: Path):
    tensors = dict(checkpoint.model.named_parameters()) | dict(checkpoint.model.named_buffers())
    torch.save({name: tensors[name] for name in checkpoint.weights}, path)


def save_legacy_state_dict(checkpoint: Checkpoint, path: Path):
    save_legacy(checkpoint.model.state_dict(), path)


def save_legacy_module(checkpoint: Checkpoint, path: Path):
    save_legacy(checkpoint.model, path)


def save_safetensors(checkpoint: Checkpoint, path: Path):
    save_file(checkpoint.weights, path, metadata={"format": "pt"})


def save_sharded(checkpoint: Checkpoint, path: Path):
    from huggingface_hub import save_torch_state_dict

    path.mkdir(parents=True, exist_ok=True)
    save_torch_state_dict(checkpoint.weights, path, max_shard_size=shard_bytes(checkpoint))


def save_huggingface(checkpoint: Checkpoint, path: Path, shards: bool = False):
    model = huggingface_model(checkpoint)
    limit = shard_bytes(checkpoint) if shards else "50GB"
    model.save_pretrained(path, max_shard_size=limit)
    save_processor(checkpoint, path)


def save_huggingface_sharded(checkpoint: Checkpoint, path: Path):
    save_huggingface(checkpoint, path, shards=True)


def save_huggingface_bin(checkpoint: Checkpoint, path: Path):
    """`pytorch_model.bin` as older versions of transformers wrote it, counting tables included."""
    model = huggingface_model(checkpoint)
    path.mkdir(parents=True, exist_ok=True)
    model.config.save_pretrained(path)
    save_processor(checkpoint, path)
    state = model.state_dict()
    for tower, module in (("text", model.text_model), ("vision", model.vision_model)):
        state[f"{tower}_model.embeddings.position_ids"] = module.embeddings.position_ids.clone()
    torch.save(state, path / "pytorch_model.bin")


def save_open_clip(checkpoint: Checkpoint, path: Path):
    """The files that `push_to_hf_hub` uploads, but for the tokenizer's."""
    from open_clip.model import set_model_preprocess_cfg
    from open_clip.push_to_hf_hub import save_for_hf

    class NoTokenizer:
        def save_pretrained(self, folder):
            pass

    model = open_clip_model(checkpoint)
    set_model_preprocess_cfg(model, {
        "mean": MEAN, "std": DEVIATION, "interpolation": "bicubic", "resize_mode": "shortest"})
    save_for_hf(model, NoTokenizer(), open_clip_config(checkpoint), path, safe_serialization=True)


def save_open_clip_custom_text(checkpoint: Checkpoint, path: Path):
    torch.save(open_clip_model(checkpoint, custom_text=True).state_dict(), path)


def save_expected(checkpoint: Checkpoint, path: Path):
    """What every form holds: canonical names, every floating weight as float32."""
    save_file({name: tensor.float() if tensor.is_floating_point() else tensor
               for name, tensor in checkpoint.weights.items()}, path)


FORMS = {
    "torchscript-openai": Form("-torchscript-openai.pt", save_openai_torchscript),
    "torchscript-current": Form("-torchscript-current.pt", save_torchscript),
    "state-dict": Form("-state-dict.pt", save_state_dict),
    "plain-dict": Form("-plain-dict.pt", save_plain_dict),
    "wrapped": Form("-wrapped.pt", save_wrapped),
    "training": Form("-training.pt", save_training),
    "views": Form("-views.pt", save_views),
    "deflated": Form("-deflated.pt", save_deflated),
    "module": Form("-module.pt", save_module),
    "parameters": Form("-parameters.pt", save_parameters),
    "legacy": Form("-legacy.pt", save_legacy_state_dict),
    "legacy-module": Form("-legacy-module.pt", save_legacy_module),
    "safetensors": Form(".safetensors", save_safetensors),
    "sharded": Form("-sharded", save_sharded),
    "huggingface": Form("-huggingface", save_huggingface),
    "huggingface-sharded": Form("-huggingface-sharded", save_huggingface_sharded),
    "huggingface-bin": Form("-huggingface-bin", save_huggingface_bin),
    "openclip": Form("-openclip", save_open_clip),
    "openclip-custom-text": Form("-openclip-custom-text.pt", save_open_clip_custom_text),
    "expected": Form(".expected.safetensors", save_expected),
}


def shard_bytes(checkpoint: Checkpoint) -> int:
    """A limit that cuts the model into three to five shards."""
    total = sum(tensor.nbytes for tensor in checkpoint.weights.values())
    return max(total // 3, max(tensor.nbytes for tensor in checkpoint.weights.values()))
