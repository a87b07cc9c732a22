"""openai/CLIP's own tokenizer."""

from typing import Callable

from . import load_torchvision


def load_tokenizer() -> Callable[[str], list[int]]:
    """A function from a text to its token ids, start and end included, of any length."""
    load_torchvision()
    from clip.simple_tokenizer import SimpleTokenizer

    tokenizer = SimpleTokenizer()
    start, end = tokenizer.encoder["<|startoftext|>"], tokenizer.encoder["<|endoftext|>"]
    return lambda text: [start, *tokenizer.encode(text), end]
