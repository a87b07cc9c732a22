#!/usr/bin/env python3
"""Makes the golden file of zero-shot classification: open_clip's classifiers and what openai/CLIP takes pictures for.

    make_zero_shot_goldens.py Examples/shapes/shapes.pt Examples/shapes/pictures -o Tests/Fixtures/zero-shot.safetensors

`classifier.NAME` are the embeddings of the labels by the templates of that name; `pictures` are the probabilities of
the labels for each picture, by name, with the template "a photo of a {}."
"""

import argparse
import json
from pathlib import Path

import torch
from safetensors.torch import save_file

from peers.runners import load_runner
from peers.zero_shot import classifier, embeddings, templates

LABELS = ["red circle", "blue square", "green star", "yellow cross", "white square", "purple ring", "orange cross",
          "pink triangle", "great white shark", "an A&amp;B café"]
TEMPLATES = ("none", "photo", "openai-7", "openai-80")


@torch.inference_mode()
def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=Path)
    parser.add_argument("pictures", type=Path)
    parser.add_argument("-o", "--output", type=Path, required=True)
    options = parser.parse_args()
    runner = load_runner(options.model)
    tensors = {f"classifier.{name}": classifier(runner, LABELS, templates(name)) for name in TEMPLATES}
    paths = sorted(options.pictures.glob("*.jpg"))
    cosines = embeddings(runner, paths) @ tensors["classifier.photo"].T
    tensors["pictures"] = (runner.logit_scale * cosines).softmax(dim=1)
    names = [path.name for path in paths]
    save_file(tensors, options.output, metadata={"labels": json.dumps(LABELS), "pictures": json.dumps(names)})


if __name__ == "__main__":
    main()
