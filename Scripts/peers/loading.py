"""Reading any form back with the real peers."""

import json
import warnings
import zipfile
from pathlib import Path

import torch
from safetensors.torch import load_file

from . import load_torchvision
from .dialects import to_canonical

FOLDER_FILES = ("model.safetensors", "model.safetensors.index.json", "open_clip_model.safetensors",
                "pytorch_model.bin")


def load_canonical(path: Path, trust: bool = False) -> dict[str, torch.Tensor]:
    """The tensors of a checkpoint or a model folder under OpenAI's names."""
    return to_canonical(load_state(path, trust))


def load_state(path: Path, trust: bool = False) -> dict[str, torch.Tensor]:
    """The state dictionary in a checkpoint or a model folder, as its own library reads it.

    Only with `trust` are classes other than PyTorch's own unpickled, which can run code from the file.
    """
    if path.is_dir():
        path = next((path / name for name in FOLDER_FILES if (path / name).exists()), path)
    if path.name.endswith(".index.json"):
        shards = sorted(set(json.loads(path.read_text())["weight_map"].values()))
        return {name: tensor for shard in shards for name, tensor in load_file(path.parent / shard).items()}
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            is_torchscript = any(name.endswith("/constants.pkl") for name in archive.namelist())
        if is_torchscript:
            return torch.jit.load(str(path), map_location="cpu").state_dict()
        return unwrapped(load_pickle(path, trust))
    with open(path, "rb") as file:
        is_pickle = file.read(1) == b"\x80"
    return unwrapped(load_pickle(path, trust)) if is_pickle else load_file(path)


def load_pickle(path: Path, trust: bool):
    if trust:
        load_torchvision()
        import clip.model  # noqa: F401  the class of a pickled model
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", torch.serialization.SourceChangeWarning)
        return torch.load(path, map_location="cpu", weights_only=not trust)


def unwrapped(value) -> dict[str, torch.Tensor]:
    """The state dictionary inside what training code saves around it."""
    if isinstance(value, torch.nn.Module):
        return value.state_dict()
    for key in ("state_dict", "model", "module"):
        if isinstance(value.get(key), dict):
            return unwrapped(value[key])
    return {name: tensor for name, tensor in value.items() if isinstance(tensor, torch.Tensor)}
