#!/usr/bin/env python3
"""Compares a .clipw file with the checkpoint it was made from, as the real PyTorch reads that.

    compare_with_pytorch.py SOURCE OUT.clipw [--precision fp32|fp16|bf16|int8]

Every weight must be what PyTorch's own cast makes of the source, bit for bit, and fp32 where it is a vector or a
position; int8 tensors what NumPy makes of the rule; the layout and every digest must hold. One line sums up, after one
line for each mismatch.
"""

import argparse
import hashlib
import json
import pickle
import struct
import sys
from pathlib import Path

import numpy as np
import torch
from safetensors import safe_open

from peers.loading import load_canonical
from peers.quantization import quantize_rows
from peers.weights import META_KEYS, is_narrowed

PRECISIONS = {"fp32": torch.float32, "fp16": torch.float16, "bf16": torch.bfloat16, "int8": torch.float32}
BITS = {1: torch.uint8, 2: torch.int16, 4: torch.int32, 8: torch.int64}
PAGE, LINE = 4096, 64


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", type=Path, help="checkpoint or model folder")
    parser.add_argument("output", type=Path, help="the .clipw file made from it")
    parser.add_argument("--precision", choices=PRECISIONS,
                        help="what the output should be; what it says of itself unless given")
    parser.add_argument("--trust-source", action="store_true",
                        help="unpickle any class in the source: whole modules, only from files of your own")
    options = parser.parse_args()

    header, problems = check_layout(options.output)
    metadata = header.get("__metadata__", {})
    precision = json.loads(metadata.get("storage", "{}")).get("default")
    if options.precision not in (None, precision):
        problems.append(f"precision: {precision} ({options.precision} is wanted)")
    if precision not in PRECISIONS:
        problems.append(f"precision: {precision} (one of {', '.join(PRECISIONS)})")
        summary = "weights not compared"
    else:
        try:
            source = load_canonical(options.source, options.trust_source)
        except pickle.UnpicklingError as error:
            parser.error(f"{options.source}: needs --trust-source: {str(error).splitlines()[0]}")
        with safe_open(options.output, "pt") as file:
            summary = compare_weights(source, file, precision, problems)
        stated = json.loads(metadata["source"]).get("weights_sha256")
        if stated != (actual := weights_digest(source, header)):
            problems.append(f"weights_sha256: {stated} ({actual} is expected)")
    for problem in problems:
        print(problem)
    print(f"{options.output}: {'differs' if problems else 'equal'} ({summary}, {len(problems)} mismatches)")
    return 1 if problems else 0


def compare_weights(source: dict[str, torch.Tensor], file, precision: str, problems: list[str]) -> str:
    """Compares every weight of the source with the output's, and looks for what does not belong there."""
    stored = {name for name in file.keys() if not name.startswith("clipw.")}
    weights = {name: tensor for name, tensor in source.items() if tensor.is_floating_point()}
    counters = sorted(stored & {name for name in source if name not in weights and name not in META_KEYS})
    quantized = 0
    for name, tensor in weights.items():
        if name not in stored:
            problems.append(f"{name}: missing")
            continue
        stored.remove(name)
        actual = file.get_tensor(name)
        if precision == "int8" and actual.dtype == torch.int8:
            quantized += 1
            values, scales = quantize_rows(tensor.float().numpy())
            compare(name, torch.from_numpy(values), actual, problems)
            if f"{name}.scale" in stored:
                stored.remove(f"{name}.scale")
                compare(f"{name}.scale", torch.from_numpy(scales), file.get_tensor(f"{name}.scale"), problems)
            else:
                problems.append(f"{name}.scale: missing")
        else:
            dtype = PRECISIONS[precision] if is_narrowed(name, tensor) else torch.float32
            compare(name, tensor.to(dtype), actual, problems)
    problems += [f"{name}: an integer counter is not a weight" for name in counters]
    problems += [f"{name}: not in the source" for name in sorted(stored - set(counters))]
    if precision == "int8" and not quantized:
        problems.append("precision: no tensor is int8")
    return f"{precision}, {len(weights)} weights" + (f", {quantized} of them int8" if quantized else "")


def weights_digest(source: dict[str, torch.Tensor], header: dict) -> str:
    """The digest of all weights in float32, in the order of the file (Formats/clipw.md, section 2.5)."""
    digest = hashlib.sha256()
    names = [name for name in header if name in source and source[name].is_floating_point()]
    for name in sorted(names, key=lambda name: header[name]["data_offsets"]):
        values = source[name].detach().float().contiguous().numpy()
        digest.update(f"{name}\n{','.join(map(str, values.shape))}\n".encode())
        digest.update(hashlib.sha256(values.tobytes()).digest())
    return digest.hexdigest()


def compare(name: str, expected: torch.Tensor, actual: torch.Tensor, problems: list[str]):
    """Notes a difference in type, shape or any bit."""
    if actual.dtype != expected.dtype:
        problems.append(f"{name}: {actual.dtype} ({expected.dtype} is expected)")
    elif actual.shape != expected.shape:
        problems.append(f"{name}: shape {list(actual.shape)} ({list(expected.shape)} is expected)")
    else:
        bits = BITS[expected.element_size()]
        pair = [tensor.contiguous().view(-1).view(bits) for tensor in (expected, actual)]
        if not torch.equal(*pair):
            different = torch.nonzero(pair[0] != pair[1]).view(-1)
            first = int(different[0])
            values = [tensor.contiguous().view(-1)[first].item() for tensor in (actual, expected)]
            problems.append(f"{name}: {len(different)} of {expected.numel()} elements differ, "
                            f"the first at {first}: {values[0]!r} ({values[1]!r} is expected)")


def check_layout(path: Path) -> tuple[dict, list[str]]:
    """Reads the header and checks the rules that a .clipw file adds to safetensors."""
    problems = []
    bytes_ = np.memmap(path, dtype=np.uint8, mode="r")
    length, = struct.unpack("<Q", bytes_[:8].tobytes())
    header = json.loads(bytes_[8:8 + length].tobytes())
    start = 8 + length
    if start % PAGE:
        problems.append(f"header: the data start at {start} (a multiple of {PAGE})")
    metadata = header.get("__metadata__", {})
    if (metadata.get("format"), metadata.get("format_version")) != ("clipw", "2"):
        problems.append(
            f"header: format {metadata.get('format')} {metadata.get('format_version')} (clipw 2)")
    ranges = sorted((entry["data_offsets"], name) for name, entry in header.items() if name != "__metadata__")
    for (begin, end), name in ranges:
        if name.startswith("clipw.padding."):
            if end - begin >= LINE or bytes_[start + begin:start + end].any():
                problems.append(f"{name}: {end - begin} bytes (fewer than {LINE}, all zero)")
        elif (start + begin) % LINE:
            problems.append(f"{name}: starts at {start + begin} (a multiple of {LINE})")
    if not ranges or ranges[-1][1] != "clipw.digests":
        problems.append("clipw.digests: is not the last tensor")
        return header, problems

    (begin, end), _ = ranges.pop()
    entry = header["clipw.digests"]
    rows = 1 + len(ranges)
    if entry["dtype"] != "U8" or entry["shape"] != [rows, 32]:
        problems.append(f"clipw.digests: {entry['dtype']} {entry['shape']} (U8 [{rows}, 32])")
        return header, problems
    digests = bytes_[start + begin:start + end].reshape(rows, 32)
    parts = [("header", 0, start)] + [(name, start + first, start + last) for (first, last), name in ranges]
    for row, (name, first, last) in zip(digests, parts):
        if hashlib.sha256(bytes_[first:last]).digest() != row.tobytes():
            problems.append(f"{name}: its digest does not match")
    return header, problems


if __name__ == "__main__":
    sys.exit(main())
