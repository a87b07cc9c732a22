#!/usr/bin/env python3
"""Writes Tests/Fixtures/sentencepiece: small models of google/sentencepiece, and varied texts with its ids.

Run it with the Python that has the peers. Each line of NAME.jsonl is a JSON array of a text and the ids that
NAME.model gives it, without start and end. The texts are those of compare_sentencepiece.py, from another seed.
"""

import json
import pathlib
import random
import tempfile

import compare_sentencepiece
import sentencepiece

OUTPUT = pathlib.Path(__file__).resolve().parent.parent / "Tests" / "Fixtures" / "sentencepiece"
VOCABULARIES = {"c4-en": 2600, "gemma": 3000, "suffix": 2600, "pairs": 2800}
COUNT = 500
LONGEST = 60


def main() -> None:
    OUTPUT.mkdir(exist_ok=True)
    chance = random.Random(77)
    texts = ["", " ", "▁", "a" * 3000, "ab " * 1000]
    while len(texts) < COUNT:
        text = compare_sentencepiece.text(chance)
        if len(text) <= LONGEST:
            texts.append(text)
    with tempfile.TemporaryDirectory() as folder:
        for name, vocabulary in VOCABULARIES.items():
            model = compare_sentencepiece.trained(name, pathlib.Path(folder), vocab_size=vocabulary, character_coverage=0.98)
            peer = sentencepiece.SentencePieceProcessor(model_file=str(model))
            lines = [json.dumps([text, peer.encode(text)], separators=(",", ":")) for text in texts]
            (OUTPUT / model.name).write_bytes(model.read_bytes())
            (OUTPUT / f"{name}.jsonl").write_text("\n".join([*lines, ""]), encoding="ascii")
            print(f"{model.name}: {peer.get_piece_size()} pieces, {model.stat().st_size} bytes, {len(lines)} texts")


if __name__ == "__main__":
    main()
