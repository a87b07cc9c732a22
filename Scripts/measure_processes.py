#!/usr/bin/env python3
"""Measures whole processes of clip-embed with a warm page cache, beside the peers where there are any.

    measure_processes.py CHECKPOINT [--rounds 7] [--pictures 2000]

The checkpoint is OpenAI's form of ViT-B/32 (make_checkpoints.py full-size). Times are medians, as ratios where two take
turns. Pictures are JPEGs of 500 x 375 pixels. Run it while nothing else works.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
TEXT = "a photo of a cat"
# torchvision as set-up-peers.sh installs it lacks two operators, whose declarations it asks for.
OPERATORS = """
import sys, time, statistics
import torch
library = torch.library.Library("torchvision", "DEF")
for name in ("nms", "qnms"):
    library.define(name + "(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
"""
FIRST_TEXT_OF_PEER = OPERATORS + """
import clip
model, _ = clip.load(sys.argv[1], device="cpu")
with torch.no_grad():
    model.encode_text(clip.tokenize(["a photo of a cat"]))
"""
PREPARING_BY_PEERS = OPERATORS + """
from PIL import Image
from torchvision import transforms
torch.set_num_threads(1)
prepare = transforms.Compose([
    transforms.Resize(224, interpolation=transforms.InterpolationMode.BICUBIC), transforms.CenterCrop(224),
    lambda image: image.convert("RGB"), transforms.ToTensor(),
    transforms.Normalize((0.48145466, 0.4578275, 0.40821073), (0.26862954, 0.26130258, 0.27577711))])
times = []
while sum(times) < 1:
    start = time.perf_counter()
    prepare(Image.open(sys.argv[1]))
    times.append(time.perf_counter() - start)
print(statistics.median(times))
"""


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--pictures", type=int, default=2000)
    parser.add_argument("--commands", type=Path, default=ROOT / ".build/release")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        measure(options, Path(folder))


def measure(options, folder: Path):
    embed, benchmark = options.commands / "clip-embed", options.commands / "clip-benchmark"
    for precision in ("fp16", "int8"):
        subprocess.run([options.commands / "clip-convert", options.checkpoint, "-o", folder / f"{precision}.clipw",
                        f"--{precision}", "--no-validate"], check=True, capture_output=True)
    write_pictures(folder, options.pictures)
    picture = folder / "0.jpg"

    ours = median(options.rounds, embed, folder / "fp16.clipw", "--text", TEXT)
    theirs = median(2, sys.executable, "-c", FIRST_TEXT_OF_PEER, options.checkpoint)
    print(f"clip-embed fp16.clipw --text: {ours:.3f} s; openai/CLIP: {theirs:.2f} s", flush=True)
    ours = median(options.rounds, embed, folder / "fp16.clipw", "--image", picture)
    print(f"clip-embed fp16.clipw --image: {ours:.3f} s", flush=True)

    preparing = []
    for _ in range(3):
        result = figures(benchmark, folder / "int8.clipw", "--compute", "int8", "--tower", "image", "--batch", "32",
                         "--image", picture)
        peer = float(output(sys.executable, "-c", PREPARING_BY_PEERS, picture))
        preparing.append((peer / result["prepare_seconds"], result["prepare_seconds"], peer))
    ratio, own, peer = statistics.median(preparing)
    print(f"one picture prepared on one thread: {own * 1000:.2f} ms; Pillow and torchvision: {peer * 1000:.2f} ms; "
          f"{ratio:.2f}", flush=True)

    wall = []
    for _ in range(2):
        rate = figures(benchmark, folder / "int8.clipw", "--compute", "int8", "--tower", "image", "--batch",
                       "32")["runs"][0]["per_second"]
        seconds = timed(embed, folder / "int8.clipw", "--images-from", folder / "list", "--format", "npy", "-o",
                        folder / "out.npy", "--force")
        limit = options.pictures * (1 / rate + own / 2)
        wall.append((seconds / limit, seconds, limit))
    ratio, seconds, limit = min(wall)
    print(f"{options.pictures} pictures to .npy, int8: {seconds:.2f} s; towers and half of preparing: {limit:.2f} s; "
          f"{ratio:.2f}", flush=True)
    for precision in ("fp16", "int8"):
        result = figures(benchmark, folder / f"{precision}.clipw", "--compute", "fp32", "--batch", "1", "--seconds", "0")
        print(f"private memory, both towers of the {precision} file: {result['private_bytes'] / 2**20:.0f} MiB")


def write_pictures(folder: Path, count: int):
    """Pictures with edges, gradients and grain, about as large as photographs are when compressed."""
    random = np.random.default_rng(1)
    for index in range(count):
        coarse = random.integers(0, 256, (12, 16, 3), dtype=np.uint8)
        picture = np.asarray(Image.fromarray(coarse).resize((500, 375), Image.Resampling.BICUBIC), dtype=np.int16)
        grain = random.normal(0, 8, (375, 500, 1)).astype(np.int16)
        Image.fromarray((picture + grain).clip(0, 255).astype(np.uint8)).save(folder / f"{index}.jpg", quality=90)
    (folder / "list").write_text("".join(f"{folder / f'{index}.jpg'}\n" for index in range(count)))


def median(rounds: int, *command) -> float:
    timed(*command)
    return statistics.median(timed(*command) for _ in range(rounds))


def timed(*command) -> float:
    start = time.perf_counter()
    output(*command)
    return time.perf_counter() - start


def output(*command) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def figures(*command) -> dict:
    return json.loads(output(*command, "--json"))


if __name__ == "__main__":
    main()
