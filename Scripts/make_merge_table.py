#!/usr/bin/env python3
"""Writes Sources/CMergeTable/merges.bin: CLIP's 48,894 merges as pairs of token ids.

The input is `bpe_simple_vocab_16e6.txt.gz` as openai/CLIP publishes it beside `clip/simple_tokenizer.py`; its
SHA-256 is checked. The output has, for each merge in order of rank, the ids of its two tokens, little-endian
uint16. Ids: 0 to 255 bytes in the order of `bytes_to_unicode`, 256 to 511 the same at the end of a word,
512 + i what merge i makes.
"""

import argparse
import gzip
import hashlib
import pathlib
import struct

SHA256 = "924691ac288e54409236115652ad4aa250f48203de50a9e4722a6ecd48d6804a"
OUTPUT = pathlib.Path(__file__).resolve().parent.parent / "Sources" / "CMergeTable" / "merges.bin"
MERGES = 49152 - 256 - 2


def byte_characters() -> list[str]:
    """The characters that stand for bytes, in the order of the first 256 ids."""
    printable = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    return [chr(byte) for byte in printable] + [chr(256 + index) for index in range(256 - len(printable))]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("vocabulary", type=pathlib.Path, help="bpe_simple_vocab_16e6.txt.gz")
    arguments = parser.parse_args()
    packed = arguments.vocabulary.read_bytes()
    if (digest := hashlib.sha256(packed).hexdigest()) != SHA256:
        raise SystemExit(f"{arguments.vocabulary}: SHA-256 is {digest}, not {SHA256}")
    lines = gzip.decompress(packed).decode("utf-8").split("\n")[1 : 1 + MERGES]
    characters = byte_characters()
    tokens = characters + [character + "</w>" for character in characters]
    ids = {token: index for index, token in enumerate(tokens)}
    table = bytearray()
    for line in lines:
        left, right = line.split()
        table += struct.pack("<HH", ids[left], ids[right])
        if left + right in ids:
            raise SystemExit(f"{line!r} makes a token that is already there")
        ids[left + right] = len(ids)
    OUTPUT.write_bytes(table)
    print(f"{OUTPUT.name}: {len(table)} bytes, SHA-256 {hashlib.sha256(table).hexdigest()}")


if __name__ == "__main__":
    main()
