#!/usr/bin/env python3
"""Compares clipw's speed with PyTorch's and OpenVINO's, on this machine and in one run.

    measure_speed.py CHECKPOINT [--batches 1 8 32] [--rounds 3] [--threads 2] [--peers openvino torch]

From tensors in memory to embeddings in memory, the same work in both; they take turns. OpenVINO's int8 is NNCF's
quantisation after training with SmoothQuant, on 32 pictures. Texts have 10 tokens; the peers fill them up to 77, as
their tokenizers do. Needs `Scripts/set-up-peers.sh --speed`. Run it while nothing else works.
"""

import argparse
import json
import statistics
import subprocess
import tempfile
import time
import warnings
from pathlib import Path

import numpy as np
import torch

from peers import pictures
from peers.runners import load_runner

ROOT = Path(__file__).resolve().parent.parent
SECONDS = 1.0


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("--batches", type=int, nargs="+", default=[1, 8, 32])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--peers", nargs="+", default=["openvino", "torch"], choices=["openvino", "torch"])
    parser.add_argument("--compute", nargs="+", default=["fp32", "bf16", "int8"])
    parser.add_argument("--towers", nargs="+", default=["image", "text"])
    parser.add_argument("--commands", type=Path, default=ROOT / ".build/release")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    warnings.simplefilter("ignore")
    with tempfile.TemporaryDirectory() as folder:
        compare(options, Path(folder))


def compare(options, folder: Path):
    files = {"fp32": "fp16", "bf16": "fp16", "int8": "int8"}
    for precision in {files[compute] for compute in options.compute}:
        subprocess.run([options.commands / "clip-convert", options.checkpoint, "-o", folder / f"{precision}.clipw",
                        f"--{precision}", "--no-validate"], check=True, capture_output=True)
    runner = load_runner(options.checkpoint)
    print(f"{options.checkpoint.name}, {options.threads} threads\n"
          f"{'tower':7}{'compute':9}{'batch':>5}{'clipw/s':>10}  {'peer':16}{'peer/s':>9}{'ratio':>8}   range",
          flush=True)
    for tower in options.towers:
        for compute in options.compute:
            peers = {name: model for name in options.peers
                     if (model := PEERS[name](runner, tower, compute, options.threads))}
            for batch in options.batches:
                measure(options, folder / f"{files[compute]}.clipw", tower, compute, batch, peers, runner)


def measure(options, path: Path, tower: str, compute: str, batch: int, peers: dict, runner):
    inputs = make_inputs(runner, tower, batch)
    rates = {name: [] for name in ("clipw", *peers)}
    for _ in range(options.rounds):
        rates["clipw"].append(own_rate(options, path, tower, compute, batch))
        for name, model in peers.items():
            rates[name].append(batch * calls_per_second(lambda: model(inputs)))
    for name in peers:
        ratios = [ours / theirs for ours, theirs in zip(rates["clipw"], rates[name])]
        print(f"{tower:7}{compute:9}{batch:5}{statistics.median(rates['clipw']):10.1f}  {name:16}"
              f"{statistics.median(rates[name]):9.1f}{statistics.median(ratios):8.2f}   "
              f"{min(ratios):.2f} to {max(ratios):.2f}", flush=True)


def own_rate(options, path: Path, tower: str, compute: str, batch: int) -> float:
    result = subprocess.run(
        [options.commands / "clip-benchmark", path, "--compute", compute, "--batch", str(batch), "--json",
         "--threads", str(options.threads), "--seconds", str(SECONDS), "--tower", tower],
        check=True, capture_output=True, text=True)
    return next(run["per_second"] for run in json.loads(result.stdout)["runs"] if run["tower"] == tower)


def calls_per_second(call) -> float:
    call()
    times = []
    while sum(times) < SECONDS or len(times) < 3:
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
    return 1 / statistics.median(times)


def make_inputs(runner, tower: str, batch: int) -> torch.Tensor:
    if tower == "image":
        return torch.randn(batch, 3, runner.resolution, runner.resolution)
    ids = torch.zeros(batch, runner.context, dtype=torch.int64)
    ids[:, 0] = runner.vocabulary - 2
    ids[:, 1:9] = torch.arange(8) * 97 % (runner.vocabulary - 2)
    ids[:, 9] = runner.vocabulary - 1
    return ids


class Tower(torch.nn.Module):
    """One tower of a peer's model as a module of its own."""

    def __init__(self, runner, tower: str):
        super().__init__()
        self.encode = runner.encode_image if tower == "image" else runner.encode_text
        self.model = self.encode.__self__

    def forward(self, inputs):
        return self.encode(inputs)


def torch_model(runner, tower: str, compute: str, threads: int):
    module = Tower(runner, tower)
    if compute == "int8":
        return None

    def call(inputs):
        with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16, enabled=compute == "bf16"):
            return module(inputs)
    return call


def openvino_model(runner, tower: str, compute: str, threads: int):
    import openvino

    example = make_inputs(runner, tower, 2)
    with torch.no_grad():
        model = openvino.convert_model(Tower(runner, tower).eval(), example_input=example)
    if compute == "int8":
        if tower == "text":
            return None
        model = quantized(model, runner)
    hint = "bf16" if compute == "bf16" else "f32"
    compiled = openvino.Core().compile_model(model, "CPU", {
        "INFERENCE_NUM_THREADS": threads, "PERFORMANCE_HINT": "LATENCY", "INFERENCE_PRECISION_HINT": hint})
    request = compiled.create_infer_request()
    return lambda inputs: request.infer([inputs.numpy()])


def quantized(model, runner):
    import nncf

    shots = pictures.pictures(32, runner.resolution).astype(np.float32) / 255
    pixels = (shots - np.float32(runner.mean)) / np.float32(runner.deviation)
    samples = [np.ascontiguousarray(pixel.transpose(2, 0, 1)[None]) for pixel in pixels]
    return nncf.quantize(model, nncf.Dataset(samples), model_type=nncf.ModelType.TRANSFORMER,
                         subset_size=len(samples))


PEERS = {"torch": torch_model, "openvino": openvino_model}

if __name__ == "__main__":
    main()
