#!/usr/bin/env python3
"""Compares clip-tokenize --model with google/sentencepiece on many varied texts: every id must be the same.

Run it with the Python that has the peers (Scripts/set-up-peers.sh), after
`Scripts/build.sh --product clip-tokenize`. Models are trained first, with the flags of the models that are
published with SigLIP (c4-en, mc4), Gemma and XLM-R, and two more, on texts from a seed; those that mistral_common and seqio ship are
compared too where these packages are installed. Those of c4-en and Gemma are compared as tokenizer.json too, as transformers
converts them: with google/sentencepiece, as they are the same tables, and of Gemma with tokenizers. The exit code is 1 where
any id differs. --only names the models to compare.
"""

import argparse
import importlib.util
import json
import pathlib
import random
import subprocess
import sys
import tempfile
import unicodedata

import compare_tokenizer
import sentencepiece
from peers import tokenizer_json

ROOT = pathlib.Path(__file__).resolve().parent.parent
COMMAND = ROOT / ".build" / "release" / "clip-tokenize"
T5 = {"model_type": "unigram", "pad_id": 0, "eos_id": 1, "unk_id": 2, "bos_id": -1,
      "normalization_rule_name": "nmt_nfkc"}  # fmt: skip
GEMMA = {"model_type": "bpe", "pad_id": 0, "eos_id": 1, "bos_id": 2, "unk_id": 3, "pad_piece": "<pad>",
         "eos_piece": "<eos>", "bos_piece": "<bos>", "byte_fallback": True, "normalization_rule_name": "identity",
         "add_dummy_prefix": False, "remove_extra_whitespaces": False, "split_digits": True,
         "allow_whitespace_only_pieces": True}  # fmt: skip
# What the published models were trained with, as their files say; vocabularies as large as the texts allow.
FLAGS = {
    "c4-en": T5 | {"vocab_size": 4000, "character_coverage": 0.9995},
    "mc4": T5 | {"vocab_size": 9000, "character_coverage": 0.99995, "byte_fallback": True},
    "gemma": GEMMA | {"vocab_size": 6000,
                      "user_defined_symbols": ["<mask>", *("▁" * n for n in range(2, 32)), "\n\n", "<table>", "</h1>"]},
    "xlm-r": {"model_type": "unigram", "normalization_rule_name": "nmt_nfkc", "vocab_size": 7000},
    "suffix": T5 | {"vocab_size": 3000, "treat_whitespace_as_suffix": True, "normalization_rule_name": "identity"},
    "pairs": {"model_type": "bpe", "vocab_size": 5000, "character_coverage": 0.99, "normalization_rule_name": "nfkc_cf",
              "user_defined_symbols": ["<mask>", "OG", "12"]},
}  # fmt: skip


def corpus(chance: random.Random) -> list[str]:
    """Texts of many scripts to learn pieces from: the project's own, captions, names of characters."""
    lines = [line for path in sorted(ROOT.glob("docs/*.md")) for line in path.read_text("utf-8").splitlines()]
    lines += compare_tokenizer.CAPTIONS * 20
    lines += [unicodedata.name(chr(value), "").title() for value in range(0x20, 0x3000)]
    lines += ["".join(chr(chance.randrange(0x4E00, 0x5000)) for _ in range(12)) for _ in range(3000)]
    lines += [compare_tokenizer.sample(chance) for _ in range(3000)]
    return [line.replace("\0", "") for line in lines if line.strip()]


def trained(name: str, folder: pathlib.Path, **others: object) -> pathlib.Path:
    """A model with the flags of that name, and others instead."""
    prefix = folder / name
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(corpus(random.Random(1))), model_prefix=str(prefix), hard_vocab_limit=False,
        num_threads=1, minloglevel=2, **FLAGS[name] | others)  # fmt: skip
    return prefix.with_suffix(".model")


def shipped() -> list[pathlib.Path]:
    """The models that installed packages have."""
    found: list[pathlib.Path] = []
    for package, pattern in (("mistral_common", "data/*.model*"), ("seqio", "test_data/**/*.model")):
        spec = importlib.util.find_spec(package)
        for folder in spec.submodule_search_locations or [] if spec else []:
            found += sorted(pathlib.Path(folder).glob(pattern))
    return found


def text(chance: random.Random) -> str:
    """A varied text, with runs of spaces and marks that a model may know as a whole."""
    parts = [compare_tokenizer.sample(chance)]
    while chance.random() < 0.4:
        parts.append(chance.choice(
            ["  ", "▁", "▁▁", " " * chance.randrange(1, 40), "\n\n", "<mask>", "</s>", "<0x41>", "<unk>", "<table>",
             "12345", "½", "ﷺ", "e\u0301", "\u3000", "\ufeff", "\u00ad", "𝔘𝔫𝔦", "한국어", "👍🏽"]))  # fmt: skip
        parts.append(compare_tokenizer.sample(chance))
    return "".join(parts).replace("\0", "")


def differences(command: pathlib.Path, model: pathlib.Path, texts: list[str], peer) -> int:
    """Texts whose ids are not the peer's, the first three printed."""
    data = "\0".join([*texts, ""]).encode("utf-8", "surrogatepass")
    output = subprocess.run([command, "--null", "--model", model], input=data, capture_output=True, check=True)
    rows = [[int(word) for word in line.split()] for line in output.stdout.decode().split("\n")[:-1]]
    assert len(rows) == len(texts), (len(rows), len(texts))
    different = 0
    for row, original in zip(rows, texts, strict=True):
        expected = peer(original)
        if row != expected:
            different += 1
            if different <= 3:
                print(f"  {original!r}\n    peer {expected}\n    ours {row}")
    print(f"{model.name}: {len(texts)} texts, {different} differ", flush=True)
    return different


def compare_json(command: pathlib.Path, name: str, model: pathlib.Path, texts: list[str]) -> int:
    """The same model as tokenizer.json."""
    import tokenizers

    kind = {"c4-en": "t5", "gemma": "gemma"}[name]
    folder = model.with_suffix("")
    tokenizer_json.write(model, folder, kind, "PreTrainedTokenizerFast")
    file = folder / "tokenizer.json"
    peer = sentencepiece.SentencePieceProcessor(model_file=str(model))
    wrong = differences(command, file, texts, peer.encode)
    if kind == "gemma":
        marks = [token["content"] for token in json.loads(file.read_text())["added_tokens"] if token["special"]]
        # tokenizers takes marks in a text for the marks themselves, and looks for runs of U+2581 before spaces become it.
        plain = [text for text in texts if not any(mark in text for mark in (*marks, "<unk>", "\u2581"))]
        tokenizer = tokenizers.Tokenizer.from_file(str(file))
        wrong += differences(command, file, plain, lambda text: tokenizer.encode(text, add_special_tokens=False).ids)
    return wrong


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--texts", type=int, default=100_000, help="how many, of each model")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", action="append", choices=FLAGS, help="a trained model; may be repeated")
    parser.add_argument("--command", type=pathlib.Path, default=COMMAND)
    arguments = parser.parse_args()
    chance = random.Random(arguments.seed)
    texts = [text(chance) for _ in range(arguments.texts)]
    wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        for name in arguments.only or FLAGS:
            model = trained(name, pathlib.Path(folder))
            peer = sentencepiece.SentencePieceProcessor(model_file=str(model))
            wrong += differences(arguments.command, model, texts, peer.encode)
            if name in ("c4-en", "gemma"):
                wrong += compare_json(arguments.command, name, model, texts)
        for model in [] if arguments.only else shipped():
            peer = sentencepiece.SentencePieceProcessor(model_file=str(model))
            wrong += differences(arguments.command, model, texts, peer.encode)
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
