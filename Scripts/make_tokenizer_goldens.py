#!/usr/bin/env python3
"""Writes Tests/Fixtures/tokenizer.jsonl: varied texts with the ids that openai/CLIP's own tokenizer gives them.

Run it with the Python that has the peers. Each line is a JSON array of a text and its ids, without start and
end. The texts are those of compare_tokenizer.py, from another seed, and long words.
"""

import argparse
import json
import pathlib
import random

import compare_tokenizer

OUTPUT = pathlib.Path(__file__).resolve().parent.parent / "Tests" / "Fixtures" / "tokenizer.jsonl"
COUNT = 2900
LONGEST = 40


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clip", help="the folder with simple_tokenizer.py, where clip cannot be imported")
    arguments = parser.parse_args()
    encode = compare_tokenizer.original(arguments.clip)
    chance = random.Random(77)
    texts = ["".join(chance.choice("etaoinshrdlu") for _ in range(5000)), "ab" * 2000, "#!" * 2000, *compare_tokenizer.CAPTIONS]
    while len(texts) < COUNT:
        text = compare_tokenizer.sample(chance)
        if len(text) <= LONGEST:
            texts.append(text)
    lines = [json.dumps([text, encode(text)], separators=(",", ":")) for text in texts]
    OUTPUT.write_text("\n".join([*lines, ""]), encoding="ascii")
    print(f"{OUTPUT.name}: {len(lines)} texts, {OUTPUT.stat().st_size} bytes")


if __name__ == "__main__":
    main()
