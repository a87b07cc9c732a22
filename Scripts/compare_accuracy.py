#!/usr/bin/env python3
"""Compares zero-shot accuracy, precision by precision, with PyTorch's on the same pictures.

    compare_accuracy.py CHECKPOINT FOLDER [--templates photo]

FOLDER has class folders, whose names are the labels. PyTorch is openai/CLIP's own class and preprocessing in fp32, with
open_clip's classifier. Ours is clip-convert and clip-evaluate. Needs a release build.
"""

import argparse
import json
import subprocess
import tempfile
from pathlib import Path

import torch

from peers.runners import load_runner
from peers.zero_shot import classifier, embeddings, templates

COMMANDS = Path(__file__).resolve().parent.parent / ".build" / "release"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--templates", default="photo")
    options = parser.parse_args()
    peer, count = peer_accuracy(options)
    print(f"{options.checkpoint.name}, {count:,} pictures, templates '{options.templates}'\n"
          f"{'':8}{'top-1':>9}{'off by':>9}\n{'PyTorch':8}{peer:9.3%}")
    with tempfile.TemporaryDirectory() as folder:
        for precision in ("fp32", "fp16", "bf16", "int8"):
            ours = own_accuracy(options, precision, Path(folder))
            print(f"{precision:8}{ours:9.3%}{100 * (ours - peer):+9.3f}")


@torch.inference_mode()
def peer_accuracy(options) -> tuple[float, int]:
    names = sorted(path.name for path in options.folder.iterdir() if path.is_dir())
    paths = [(path, index) for index, name in enumerate(names) for path in sorted((options.folder / name).iterdir())]
    runner = load_runner(options.checkpoint)
    weights = classifier(runner, [name.replace("_", " ") for name in names], templates(options.templates))
    cosines = embeddings(runner, [path for path, _ in paths]) @ weights.T
    right = cosines.argmax(dim=1) == torch.tensor([index for _, index in paths])
    return right.double().mean().item(), len(paths)


def own_accuracy(options, precision: str, folder: Path) -> float:
    output = folder / f"{precision}.clipw"
    run("clip-convert", options.checkpoint, "-o", output, f"--{precision}")
    result = run("clip-evaluate", output, "--images", options.folder, "--templates", options.templates, "--json")
    return json.loads(result)["top1"]


def run(command: str, *arguments: object) -> str:
    return subprocess.run(
        [str(COMMANDS / command), *map(str, arguments)], check=True, capture_output=True, text=True).stdout


if __name__ == "__main__":
    main()
