#!/usr/bin/env python3
"""Writes the template and label sets of ZeroShot from the tables of open_clip and timm.

The 80 and the 7 templates are OpenAI's (github.com/openai/CLIP, notebooks/Prompt_Engineering_for_ImageNet.ipynb),
the 1000 names are OpenAI's with open_clip's corrections, the identifiers are WordNet's.
Set the Python environment up with Scripts/set-up-peers.sh.
"""

from importlib.resources import files
from pathlib import Path

from peers import load_torchvision

TABLES = Path(__file__).resolve().parent.parent / "Sources" / "ZeroShot" / "Tables"
# fast.ai's subset (github.com/fastai/imagenette).
IMAGENETTE = ("n01440764", "n02102040", "n02979186", "n03000684", "n03028079",
              "n03394916", "n03417042", "n03425413", "n03445777", "n03888257")


def main():
    load_torchvision()
    from open_clip.zero_shot_metadata import (
        IMAGENET_CLASSNAMES, OPENAI_IMAGENET_TEMPLATES, SIMPLE_IMAGENET_TEMPLATES)

    identifiers = files("timm.data").joinpath("_info/imagenet_synsets.txt").read_text().split()
    labels = dict(zip(identifiers, IMAGENET_CLASSNAMES, strict=True))
    assert len(labels) == 1000
    TABLES.mkdir(exist_ok=True)
    write("templates-openai-80.txt", [template("{}") for template in OPENAI_IMAGENET_TEMPLATES])
    write("templates-openai-7.txt", [template("{}") for template in SIMPLE_IMAGENET_TEMPLATES])
    write("labels-imagenet.tsv", [f"{identifier}\t{name}" for identifier, name in labels.items()])
    write("labels-imagenette.tsv", [f"{identifier}\t{labels[identifier]}" for identifier in IMAGENETTE])


def write(name: str, lines: list[str]):
    (TABLES / name).write_text("\n".join(lines) + "\n")
    print(f"{name}: {len(lines)} lines")


if __name__ == "__main__":
    main()
