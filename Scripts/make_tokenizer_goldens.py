#!/usr/bin/env python3
"""Writes Tests/Fixtures/tokenizer.jsonl: varied texts with the ids that openai/CLIP's own tokenizer gives them.

Run it with the Python that has the peers. Each line is a JSON array of a text and its ids, without start and
end. The texts are those of compare_tokenizer.py, from another seed, and long words. Prints also the digest of what
CPython says of each character, which PythonCharacterTests has.
"""

import argparse
import json
import pathlib
import random
import re
import unicodedata

import compare_tokenizer

OUTPUT = pathlib.Path(__file__).resolve().parent.parent / "Tests" / "Fixtures" / "tokenizer.jsonl"
COUNT = 2900
LONGEST = 40


def character_digest() -> int:
    """FNV-1a, of 64 bits, over the properties and small letters of the characters that have any."""
    digest = 0xCBF29CE484222325
    for value in [*range(0xD800), *range(0xE000, 0x20000), *range(0xE0000, 0xE0200)]:
        character = chr(value)
        properties = (
            character.isspace()
            | bool(re.match(r"\w", character)) << 1
            | bool(re.match(r"\d", character)) << 2
            | (f"aΣ{character}".lower()[1] == "ς") << 3
            | (f"aΣ{character}a".lower()[1] == "ς") << 4
            | unicodedata.combining(character) << 5
        )
        for number in [properties, *map(ord, character.lower())]:
            digest = (digest ^ number) * 0x100000001B3 % 2**64
    return digest


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clip", help="the folder with simple_tokenizer.py, where clip cannot be imported")
    arguments = parser.parse_args()
    encode = compare_tokenizer.original(arguments.clip)
    chance = random.Random(77)
    word = "".join(chance.choice("etaoinshrdlu") for _ in range(5000))
    texts = [word, "ab" * 2000, "#!" * 2000, *compare_tokenizer.CAPTIONS]
    while len(texts) < COUNT:
        text = compare_tokenizer.sample(chance)
        if len(text) <= LONGEST:
            texts.append(text)
    lines = [json.dumps([text, encode(text)], separators=(",", ":")) for text in texts]
    OUTPUT.write_text("\n".join([*lines, ""]), encoding="ascii")
    print(f"{OUTPUT.name}: {len(lines)} texts, {OUTPUT.stat().st_size} bytes")
    print(f"characters of Unicode {unicodedata.unidata_version}: {character_digest():#x}")


if __name__ == "__main__":
    main()
