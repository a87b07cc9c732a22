#!/usr/bin/env python3
"""Writes the test vectors of clipw.md, by the words of the specification and the standard library alone."""

import hashlib
import json
import pathlib
import struct

FOLDER = pathlib.Path(__file__).resolve().parent
METADATA = {
    "format": "clipw",
    "format_version": "2",
    "model": '{"family":"vector"}',
    "storage": '{"default":"fp32","exceptions":{}}',
    "source": '{"bytes":0,"sha256":"' + "0" * 64 + '","known_as":null,"format":"safetensors","dialect":"openai",'
    '"weights_sha256":"' + "0" * 64 + '"}',
    "golden": "null",
    "writer": '{"name":"make_vectors.py","version":"2"}',
}

IN_INT8 = '{"default":"int8","exceptions":{}}'


def header_bytes(members: dict, alignment: int = 4096) -> bytes:
    text = json.dumps(members, separators=(",", ":")).encode()
    end = -(-(8 + len(text)) // alignment) * alignment
    return struct.pack("<Q", end - 8) + text + b" " * (end - 8 - len(text))


def clipw(tensors, metadata=METADATA, alignment=4096, pad=True, digests=True, padding_byte=0, reorder=False) -> bytes:
    """A file with these tensors, `(name, dtype, shape, bytes)`; the switches break one rule each."""
    laid_out, data, paddings = [], b"", 0
    for name, dtype, shape, payload in tensors:
        laid_out.append((name, dtype, shape, payload))
        if pad and len(payload) % 64:
            zeros = bytes([padding_byte]) * (64 - len(payload) % 64)
            laid_out.append((f"clipw.padding.{paddings}", "U8", [len(zeros)], zeros))
            paddings += 1
    if digests:
        laid_out.append(("clipw.digests", "U8", [len(laid_out) + 1, 32], bytes(32 * (len(laid_out) + 1))))
    if reorder:
        laid_out = laid_out[-1:] + laid_out[:-1]
    members = {"__metadata__": metadata}
    for name, dtype, shape, payload in laid_out:
        members[name] = {"dtype": dtype, "shape": shape, "data_offsets": [len(data), len(data) + len(payload)]}
        data += payload
    header = header_bytes(members, alignment)
    if digests:
        rows = [hashlib.sha256(header).digest()]
        rows += [hashlib.sha256(payload).digest() for name, _, _, payload in laid_out if name != "clipw.digests"]
        table = b"".join(rows)
        data = table + data[len(table):] if reorder else data[: len(data) - len(table)] + table
    return header + data


def flipped(data: bytes, offset: int) -> bytes:
    return data[:offset] + bytes([data[offset] ^ 1]) + data[offset + 1 :]


def floats(*values: float) -> bytes:
    return struct.pack(f"<{len(values)}f", *values)


FLOATS = [("a.weight", "F32", [2, 3], floats(*range(6))), ("b", "F32", [16], floats(*range(16))), ("c", "F32", [], floats(4.6))]
INT8 = [("w.weight", "I8", [2, 4], bytes([1, 2, 255, 127, 0, 129, 5, 6])), ("w.weight.scale", "F32", [2], floats(0.5, 0.25))]


def altered(**changes) -> dict:
    return {key: value for key, value in (METADATA | changes).items() if value is not None}


def plain(members: str, data: bytes = b"", length: int | None = None) -> bytes:
    """A safetensors file with this header text, as it stands."""
    text = members.encode()
    return struct.pack("<Q", len(text) if length is None else length) + text + data


ONE = '"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}'
GOOD = clipw(FLOATS)
VECTORS = {
    "good.clipw": (GOOD, None),
    "good-int8.clipw": (clipw(INT8, altered(storage=IN_INT8)), None),
    "good-unknown-tensor.clipw": (clipw(FLOATS + [("clipw.future", "U8", [64], bytes(64))]), None),
    "bad-version.clipw": (clipw(FLOATS, altered(format_version="1")), "format_version is '1'"),
    "bad-no-version.clipw": (clipw(FLOATS, altered(format_version=None)), "'format_version' is missing"),
    "good-int8-exception.clipw": (clipw(INT8, altered(storage='{"default":"fp32","exceptions":{"int8":["w.weight"]}}')), None),
    "bad-precision.clipw": (clipw(FLOATS, altered(storage='{"default":"fp8","exceptions":{}}')), 'default is "fp8"'),
    "bad-no-default.clipw": (clipw(FLOATS, altered(storage="{}")), "default is null"),
    "bad-metadata-json.clipw": (clipw(FLOATS, altered(source='{"a":1,"a":2}')), "the key 'a' is there twice"),
    "bad-metadata-missing.clipw": (clipw(FLOATS, altered(golden=None)), "'golden' is missing"),
    "bad-data-start.clipw": (clipw(FLOATS, alignment=8), "the data begin at offset"),
    "bad-tensor-start.clipw": (clipw(FLOATS, pad=False), "a multiple of 64"),
    "bad-padding.clipw": (clipw(FLOATS, padding_byte=1), "the padding is not zero"),
    "bad-no-digests.clipw": (clipw(FLOATS, digests=False), "it is not the last tensor"),
    "bad-digests-first.clipw": (clipw(FLOATS, reorder=True), "it is not the last tensor"),
    "bad-header-digest.clipw": (flipped(GOOD, len(GOOD) - 32 * 6), "it does not have the SHA-256"),
    "bad-tensor-digest.clipw": (flipped(GOOD, 4096), "tensor 'a.weight'"),
    "bad-no-scale.clipw": (clipw(INT8[:1], altered(storage=IN_INT8)), "'w.weight.scale' is missing"),
    "bad-short-scale.clipw": (clipw([INT8[0], ("w.weight.scale", "F32", [1], floats(1))], altered(storage=IN_INT8)), "F32 [1]"),
    "bad-int8-in-fp32.clipw": (clipw(INT8), "it is I8, and 'storage' names no int8"),
    "bad-truncated.clipw": (GOOD[:-1], "data_offsets"),
    "bad-appended.clipw": (GOOD + b"\0", "follow the last tensor"),
    "good.safetensors": (plain("{" + ONE + "}", floats(1)), None),
    "good-spaces.safetensors": (plain(" \n{" + ONE + "}  ", floats(1)), None),
    "good-empty-tensor.safetensors": (plain('{"e":{"dtype":"F32","shape":[0,4],"data_offsets":[0,0]},' + ONE + "}", floats(1)), None),
    "bad-duplicate.safetensors": (plain("{" + ONE + "," + ONE + "}", floats(1)), "there twice"),
    "bad-duplicate-escaped.safetensors": (plain("{" + ONE + "," + ONE.replace('"a"', '"\\u0061"') + "}", floats(1)), "there twice"),
    "bad-field.safetensors": (plain("{" + ONE[:-1] + ',"x":1}}', floats(1)), "field 'x'"),
    "bad-gap.safetensors": (plain('{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}', floats(1, 2)), "leaves a gap"),
    "bad-overlap.safetensors": (plain("{" + ONE + "," + ONE.replace('"a"', '"b"') + "}", floats(1)), "overlaps"),
    "bad-trailing.safetensors": (plain("{" + ONE + "}", floats(1) + b"\0"), "follow the last tensor"),
    "bad-size.safetensors": (plain('{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}', floats(1)), "it has 4 bytes"),
    "bad-float-shape.safetensors": (plain('{"a":{"dtype":"F32","shape":[1.0],"data_offsets":[0,4]}}', floats(1)), "its shape is"),
    "bad-negative-shape.safetensors": (plain('{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}', floats(1)), "its shape is"),
    "bad-overflow.safetensors": (plain('{"a":{"dtype":"F32","shape":[281474976710656,281474976710656],"data_offsets":[0,4]}}', floats(1)), "its shape is"),
    "bad-rank.safetensors": (plain('{"a":{"dtype":"F32","shape":[1,1,1,1,1,1,1,1,1],"data_offsets":[0,4]}}', floats(1)), "its shape is"),
    "bad-dtype.safetensors": (plain(ONE.replace("F32", "F8_E4M3").join("{}"), floats(1)), "F8_E4M3"),
    "bad-name.safetensors": (plain(ONE.replace('"a"', '"a\\u0000"').join("{}"), floats(1)), "control characters"),
    "bad-empty-name.safetensors": (plain(ONE.replace('"a"', '""').join("{}"), floats(1)), "its name is empty"),
    "bad-metadata.safetensors": (plain('{"__metadata__":{"k":1},' + ONE + "}", floats(1)), "not an object of strings"),
    "bad-trailing-comma.safetensors": (plain("{" + ONE + ",}", floats(1)), "key is missing"),
    "bad-bom.safetensors": (plain("\ufeff{" + ONE + "}", floats(1)), "no checkpoint"),
    "bad-length.safetensors": (plain("{" + ONE + "}", floats(1), length=10**8), "the header is said to have"),
    "bad-nothing.safetensors": (plain("{}"), "it has 0 tensors"),
    "bad-depth.safetensors": (plain('{"a":' + "[" * 100_000, floats(1)), "too deep"),
}


def main() -> None:
    for old in [*FOLDER.glob("*.clipw"), *FOLDER.glob("*.safetensors")]:
        old.unlink()
    manifest = []
    for name, (content, sentence) in VECTORS.items():
        (FOLDER / name).write_bytes(content)
        manifest.append({"file": name, "refused_with": sentence})
    (FOLDER / "vectors.json").write_text(json.dumps(manifest, indent=2) + "\n")
    print(f"{len(manifest)} vectors")


if __name__ == "__main__":
    main()
