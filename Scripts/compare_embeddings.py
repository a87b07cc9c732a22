#!/usr/bin/env python3
"""Compares clipw's embeddings with those of the library that a checkpoint comes from, on the same weights.

    compare_embeddings.py CHECKPOINT [--variants fp32 fp16 bf16 int8] [--images 32] [--texts 32]

Converts the checkpoint to every variant, embeds pictures and sentences with each engine, and prints for each the
largest relative L2 error, and the smallest and the mean cosine. fp16 and bf16 files that compute in fp32 are held
against the peer running the rounded weights, everything else against the peer running the source's. Pictures are
square PNG files of the model's own size, so that both get the same pixels.
"""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import torch
from PIL import Image

from peers import pictures, probes
from peers.runners import load_runner
from peers.tokenizer import load_tokenizer

ROOT = Path(__file__).resolve().parent.parent
TYPES = {"fp16": torch.float16, "bf16": torch.bfloat16}
# Stored precision, engine, compute, and the precision of the peer's weights.
RUNS = (
    ("fp32", "reference", "fp32", "fp32"), ("fp32", "auto", "fp32", "fp32"),
    ("fp16", "reference", "fp32", "fp16"), ("fp16", "auto", "fp32", "fp16"),
    ("fp16", "auto", "bf16", "fp32"),
    ("bf16", "reference", "fp32", "bf16"), ("bf16", "auto", "fp32", "bf16"),
    ("bf16", "auto", "bf16", "fp32"), ("bf16", "auto", "bf16", "bf16"),
    ("int8", "reference", "fp32", "fp32"), ("int8", "auto", "int8", "fp32"),
)


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("--variants", nargs="+", default=["fp32", "fp16", "bf16", "int8"])
    parser.add_argument("--images", type=int, default=32)
    parser.add_argument("--texts", type=int, default=32)
    parser.add_argument("--trust-source", action="store_true", help="unpickle any class in the checkpoint")
    parser.add_argument("--commands", type=Path, default=ROOT / ".build/release")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        compare(options, Path(folder))


def compare(options, folder: Path):
    runner = load_runner(options.checkpoint, options.trust_source)
    shots = pictures.pictures(options.images, runner.resolution)
    for index, shot in enumerate(shots):
        Image.fromarray(shot).save(folder / f"{index:04}.png")
    (folder / "images.txt").write_text("".join(f"{folder}/{index:04}.png\n" for index in range(len(shots))))
    sentences = pictures.sentences(options.texts)
    (folder / "texts.txt").write_text("".join(sentence + "\n" for sentence in sentences))
    tokenize = load_tokenizer()
    ids = [probes.truncated(tokenize(sentence), runner.context) for sentence in sentences]
    has_texts = runner.vocabulary == probes.CLIP_VOCABULARY

    print(f"{options.checkpoint.name}, against {runner.peer}")
    print(f"{'stored':7}{'engine':11}{'compute':9}{'peer':6}{'image L2':>10}{'cos min':>10}{'mean':>10}"
          f"{'text L2':>12}{'cos min':>10}{'mean':>10}")
    expected = {}
    for stored, engine, compute, peer in RUNS:
        if stored not in options.variants:
            continue
        if peer not in expected:
            model = load_runner(options.checkpoint, options.trust_source, TYPES.get(peer))
            expected[peer] = embeddings(model, shots, ids if has_texts else [])
        path = folder / f"{stored}.clipw"
        if not path.exists():
            run(options, "clip-convert", options.checkpoint, "-o", path, f"--{stored}", "--no-validate")
        common = (path, "--engine", engine, "--compute", compute, "--format", "npy", "--no-normalize", "--force",
                  "-o", folder / "out.npy")
        run(options, "clip-embed", *common, "--images-from", folder / "images.txt")
        actual = [np.load(folder / "out.npy")]
        if has_texts:
            run(options, "clip-embed", *common, "--texts-from", folder / "texts.txt", "--truncate")
            actual.append(np.load(folder / "out.npy"))
        figures = "  ".join(line(*pair) for pair in zip(actual, expected[peer]))
        print(f"{stored:7}{engine:11}{compute:9}{peer:6}{figures}", flush=True)


def run(options, command: str, *arguments):
    result = subprocess.run([options.commands / command, *arguments], capture_output=True, text=True)
    if result.returncode != 0:
        sys.exit(result.stderr)


def embeddings(runner, shots: np.ndarray, ids: list[list[int]]) -> list[np.ndarray]:
    scaled = shots.astype(np.float32) / np.float32(255)
    pixels = (scaled - np.float32(runner.mean)) / np.float32(runner.deviation)
    pixels = torch.from_numpy(np.ascontiguousarray(pixels.transpose(0, 3, 1, 2)))
    with torch.no_grad():
        result = [torch.cat([runner.encode_image(part) for part in pixels.split(4)]).numpy()]
        if ids:
            rows = torch.from_numpy(probes.padded(ids, runner.context))
            result.append(torch.cat([runner.encode_text(part) for part in rows.split(8)]).numpy())
    return result


def line(actual: np.ndarray, expected: np.ndarray) -> str:
    actual, expected = actual.astype(np.float64), expected.astype(np.float64)
    lengths = np.linalg.norm(actual, axis=1), np.linalg.norm(expected, axis=1)
    error = np.linalg.norm(actual - expected, axis=1) / lengths[1]
    cosines = (actual * expected).sum(1) / (lengths[0] * lengths[1])
    return f"{error.max():10.1e}{cosines.min():10.6f}{cosines.mean():10.6f}"


if __name__ == "__main__":
    main()
