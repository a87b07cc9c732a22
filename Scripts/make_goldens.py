#!/usr/bin/env python3
"""Makes golden embeddings of a checkpoint with the real PyTorch, for `clip-verify --golden`.

    make_goldens.py CHECKPOINT -o GOLDENS.safetensors [--round-to fp16|bf16]

CHECKPOINT is anything that openai/CLIP, open_clip or transformers reads; its own library computes, in fp32. The
probes are those of Formats/clipw.md, section 6.
"""

import argparse
import hashlib
import json
from pathlib import Path

import torch
from safetensors.torch import save_file

from peers import probes
from peers.runners import load_runner
from peers.tokenizer import load_tokenizer

TYPES = {"fp16": torch.float16, "bf16": torch.bfloat16}


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("-o", "--output", type=Path, required=True)
    parser.add_argument("--round-to", choices=TYPES, help="round the weights to this type first")
    parser.add_argument("--trust-source", action="store_true",
                        help="unpickle any class in the checkpoint: only for files of your own")
    options = parser.parse_args()
    runner = load_runner(options.checkpoint, options.trust_source, TYPES.get(options.round_to))
    write(runner, options.output)


def write(runner, output: Path):
    texts = probes.texts(runner.vocabulary, runner.context, load_tokenizer())
    pixels = torch.from_numpy(probes.pixels(runner.resolution, runner.mean, runner.deviation))
    with torch.no_grad():
        images = torch.cat([runner.encode_image(pixel[None]) for pixel in pixels])
        embedded = runner.encode_text(torch.from_numpy(probes.padded(texts, runner.context, runner.padding)))
    save_file(
        {"clipw.golden.image": images.float().contiguous(), "clipw.golden.text": embedded.float().contiguous()},
        output,
        metadata={
            "peer": runner.peer, "probes": "1", "texts": json.dumps(texts, separators=(",", ":")),
            "pictures_sha256": hashlib.sha256(probes.pictures(runner.resolution).tobytes()).hexdigest(),
        })


if __name__ == "__main__":
    main()
