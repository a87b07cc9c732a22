#!/usr/bin/env python3
"""Measures zero-shot classification against the peers, on this machine and in one run.

    measure_zero_shot.py CHECKPOINT [--rounds 3] [--parts classifier evaluate start]

CHECKPOINT is a full-size ViT-B/32 of openai/CLIP (make_checkpoints.py full-size). Three parts:
  classifier  `clip-classify --labels-from imagenet --templates openai-80 -o`, the whole process in bf16, against
              open_clip's `build_zero_shot_classifier` in fp32 (50 classes, extrapolated) and OpenVINO in bf16 (padded
              texts in batches of 32);
  evaluate    `clip-evaluate` in int8 on a folder of JPEGs of 500 x 375, against the same loop with open_clip and
              PyTorch's DataLoader in fp32;
  start       from the start of the process to the first label, 10 labels and one picture; openai/CLIP to the same.
Needs `pip install openvino` beside what set-up-peers.sh installs, and a release build. Run it while nothing else works.
"""

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
import warnings
from pathlib import Path

import numpy as np
import torch

from measure_speed import openvino_model
from peers import pictures
from peers.runners import load_runner
from peers.zero_shot import classifier, labels, templates

ROOT = Path(__file__).resolve().parent.parent
COMMANDS = ROOT / ".build" / "release"
THREADS = 2
FEW = 50
TEN = "cat,dog,bird,car,house,tree,boat,horse,apple,chair"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--pictures", type=int, default=512)
    parser.add_argument("--parts", nargs="+", default=["classifier", "evaluate", "start"])
    options = parser.parse_args()
    torch.set_num_threads(THREADS)
    warnings.simplefilter("ignore")
    with tempfile.TemporaryDirectory() as folder:
        for part in options.parts:
            PARTS[part](options, Path(folder))


def measure_classifier(options, folder: Path):
    model = converted(options, folder, "fp16")
    runner = load_runner(options.checkpoint)
    names, sentences = labels("imagenet"), templates("openai-80")
    count = len(names) * len(sentences)
    openvino = openvino_model(runner, "text", "bf16", THREADS)
    ids = torch.zeros(32, runner.context, dtype=torch.int64)
    ids[:, 0], ids[:, 1:9], ids[:, 9] = runner.vocabulary - 2, torch.arange(8) * 97, runner.vocabulary - 1
    ours, theirs, rates = [], [], []
    for _ in range(options.rounds):
        ours.append(seconds(COMMANDS / "clip-classify", model, "--labels-from", "imagenet", "--templates",
                            "openai-80", "-o", folder / "classifier.safetensors", "--force", "--compute", "bf16"))
        start = time.perf_counter()
        classifier(runner, names[:FEW], sentences)
        theirs.append((time.perf_counter() - start) * len(names) / FEW)
        openvino(ids)
        start = time.perf_counter()
        for _ in range(4):
            openvino(ids)
        rates.append(4 * len(ids) / (time.perf_counter() - start))
    print(f"classifier of {count:,} prompts: clip-classify {statistics.median(ours):.1f} s "
          f"({count / statistics.median(ours):,.0f} prompts/s), open_clip fp32 {statistics.median(theirs):,.0f} s, "
          f"OpenVINO bf16 {statistics.median(rates):.1f} texts/s")
    report("  against open_clip", [their / our for our, their in zip(ours, theirs)])
    report("  against OpenVINO's rate", [count / our / rate for our, rate in zip(ours, rates)])


def measure_evaluate(options, folder: Path):
    model = converted(options, folder, "int8")
    data = folder / "pictures"
    shots = pictures.pictures(64, 500)[:, :375]
    from PIL import Image
    for index in range(options.pictures):
        path = data / TEN.split(",")[index % 10] / f"{index:05}.jpg"
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(np.ascontiguousarray(shots[index % 64])).save(path, quality=90)
    ours, theirs = [], []
    for _ in range(options.rounds):
        ours.append(seconds(COMMANDS / "clip-evaluate", model, "--images", data))
        theirs.append(seconds(sys.executable, Path(__file__).parent / "peers" / "evaluate_open_clip.py",
                              options.checkpoint, data))
    print(f"evaluation of {options.pictures} pictures, whole processes: clip-evaluate int8 "
          f"{statistics.median(ours):.2f} s, open_clip fp32 {statistics.median(theirs):.2f} s")
    report("  ratio", [their / our for our, their in zip(ours, theirs)])


def measure_start(options, folder: Path):
    model = converted(options, folder, "fp16")
    picture = ROOT / "Tests" / "Fixtures" / "images" / "jpeg-444.jpg"
    times = [seconds(COMMANDS / "clip-classify", model, picture, "--labels", TEN) for _ in range(3 * options.rounds + 1)]
    print(f"start to the first label, 10 labels: median {statistics.median(times[1:]):.3f} s, "
          f"{min(times[1:]):.3f} to {max(times[1:]):.3f}")


def converted(options, folder: Path, precision: str) -> Path:
    output = folder / f"{precision}.clipw"
    if not output.exists():
        seconds(COMMANDS / "clip-convert", options.checkpoint, "-o", output, f"--{precision}", "--no-validate")
    return output


def seconds(*command: object) -> float:
    start = time.perf_counter()
    subprocess.run([str(part) for part in command], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - start


def report(name: str, ratios: list[float]):
    print(f"{name}: {statistics.median(ratios):.1f}x, {min(ratios):.1f} to {max(ratios):.1f}", flush=True)


PARTS = {"classifier": measure_classifier, "evaluate": measure_evaluate, "start": measure_start}

if __name__ == "__main__":
    main()
