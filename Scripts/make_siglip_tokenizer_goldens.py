#!/usr/bin/env python3
"""Writes tokenizers of SigLIP as tokenizer.json, and texts with the ids that open_clip and transformers give them.

    make_siglip_tokenizer_goldens.py          writes Tests/Fixtures/siglip/tokenizers

Run after make_sentencepiece_goldens.py, whose models it takes. Each line of NAME.jsonl is a text and its ids, filled up
or cut to 24. NAME says the version of SigLIP and the library.

tokenizers and google/sentencepiece disagree on some texts even where they get the same: the one sums scores in double
precision and normalises by grapheme clusters. clipw does as sentencepiece, which the models were trained with, so these
texts are left out, and their number is printed.
"""

import json
import random
import sys
import tempfile
from pathlib import Path

import compare_sentencepiece
from peers import load_torchvision, tokenizer_json

ROOT = Path(__file__).resolve().parent.parent
MODELS = ROOT / "Tests/Fixtures/sentencepiece"
CONTEXT = 24
SPECIAL = ("<unk>", "</s>", "<mask>", "<pad>", "<eos>", "<bos>", "<table>", "</h1>", "\u2581", "<0x")
WRITTEN = (
    "", " ", "a photo of a cat", "Hello, World!", "hello_world", "&amp;amp; & &lt;b&gt;", "\u201ccurly quotes\u201d", "ﬁne ﬂats",
    "ＦＵＬＬ width", "e\u0301cole", "  two  spaces  ", "line\nbreak\tand tab", "ΟΔΥΣΣΕΥΣ ΣΑΣ", "İstanbul", "ẞtraße", "…", "!!!", "_",
    "A Photo!", "don't", "naïve café", "日本語 の テキスト", "한국어", "👍🏽 emoji", "x\u00a0y\u3000z", "\x1c\x1d sep", "word " * 40)


def main():
    load_torchvision()
    output = ROOT / "Tests/Fixtures/siglip/tokenizers"
    output.mkdir(parents=True, exist_ok=True)
    chance = random.Random(21)
    texts = list(WRITTEN)
    while len(texts) < 400:
        text = compare_sentencepiece.text(chance)
        if len(text) <= 60 and not any(mark in text for mark in SPECIAL):
            texts.append(text)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        t5, gemma, siglip2 = folder / "t5", folder / "gemma", folder / "siglip2"
        tokenizer_json.write(MODELS / "c4-en.model", t5, "t5", "T5TokenizerFast")
        tokenizer_json.write(MODELS / "gemma.model", gemma, "gemma", "GemmaTokenizerFast")
        tokenizer_json.write(MODELS / "gemma.model", siglip2, "gemma", "Siglip2Tokenizer")
        for name, source in (("t5", t5), ("gemma", gemma)):
            (output / f"{name}.json").write_bytes((source / "tokenizer.json").read_bytes())
        write(output, "1-openclip", open_clip(t5), agreed(texts))
        write(output, "1-transformers", transformers_1(MODELS / "c4-en.model"), texts)
        write(output, "2-openclip", open_clip(gemma), texts)
        write(output, "2-transformers", transformers_2(siglip2), texts)
        write(output, "2-gemma", plain(gemma), texts)


def agreed(texts: list[str]) -> list[str]:
    """The texts that both libraries cut alike when open_clip has cleaned them."""
    import open_clip.tokenizer
    import sentencepiece
    import tokenizers

    model = sentencepiece.SentencePieceProcessor(model_file=str(MODELS / "c4-en.model"))
    peer = tokenizers.Tokenizer.from_file(str(ROOT / "Tests/Fixtures/siglip/tokenizers/t5.json"))
    clean = open_clip.tokenizer.get_clean_fn("canonicalize")
    kept = [text for text in texts
            if model.encode(clean(text)) == peer.encode(clean(text), add_special_tokens=False).ids]
    print(f"1-openclip: {len(texts) - len(kept)} of {len(texts)} texts are cut differently by tokenizers and sentencepiece")
    return kept


def write(output: Path, name: str, tokenize, texts: list[str]):
    lines = [json.dumps([text, list(map(int, tokenize(text)))], separators=(",", ":")) for text in texts]
    (output / f"{name}.jsonl").write_text("\n".join([*lines, ""]), encoding="ascii")


def open_clip(folder: Path):
    import open_clip.tokenizer

    tokenizer = open_clip.tokenizer.HFTokenizer(str(folder), context_length=CONTEXT, clean="canonicalize")
    if folder.name == "gemma":
        # The published tokenizer.json has the mark at the end in its post-processor; this one's class has no marks.
        add_end(tokenizer.tokenizer)
    return lambda text: tokenizer([text])[0]


def transformers_1(model: Path):
    from transformers import SiglipTokenizer

    tokenizer = SiglipTokenizer(str(model), model_max_length=CONTEXT)
    return lambda text: tokenizer(text, padding="max_length", truncation=True, max_length=CONTEXT).input_ids


def transformers_2(folder: Path):
    from transformers import Siglip2Tokenizer

    return hugging_face(Siglip2Tokenizer.from_pretrained(folder))


def plain(folder: Path):
    from transformers import AutoTokenizer

    return hugging_face(AutoTokenizer.from_pretrained(folder))


def hugging_face(tokenizer):
    add_end(tokenizer)
    return lambda text: tokenizer(text, padding="max_length", truncation=True, max_length=CONTEXT).input_ids


def add_end(tokenizer):
    from tokenizers import processors

    tokenizer.backend_tokenizer.post_processor = processors.TemplateProcessing(
        single=["$A", "<eos>"], special_tokens=[("<eos>", 1)])


if __name__ == "__main__":
    main()
