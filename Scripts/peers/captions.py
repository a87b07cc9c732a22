"""Sentences about pictures of shapes, and which of them are true of which picture."""

from pathlib import Path

import torch

from .shapes import COLOURS, SHAPES

TABLES = Path(__file__).resolve().parent.parent.parent / "Sources" / "ZeroShot" / "Tables"
OWN_TEMPLATES = (
    "{}", "a {}", "the {}", "a {}.", "a photo of a {}.", "a photo of a {}", "a picture of a {}.", "a picture of a {}",
    "an image of a {}.", "a drawing of a {}.", "a drawing of one {}", "there is a {} in the picture.",
    "this is a {}.", "here is a {}", "a single {}.", "a {} on a plain background.", "a photo of a {}, a type of shape.",
)
ANY = -1


def templates() -> list[str]:
    return [*OWN_TEMPLATES, *(TABLES / "templates-openai-80.txt").read_text().splitlines()]


class Captions:
    """Draws captions: the pair in most, its colour or its shape alone in the others.

    Sentences about a part are what teaches the model that a pair has parts.
    """

    def __init__(self, tokenize, generator: torch.Generator):
        self.tokenize, self.generator, self.templates = tokenize, generator, templates()
        self.known = {}

    def draw(self, colours: torch.Tensor, shapes: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Token ids [n, 77] of a caption for each picture, and [n, n] which caption, by columns, is true of which picture.

        Of a picture in a colour without a name only the shape is said."""
        count = len(colours)
        kind = torch.rand(count, generator=self.generator)
        has_name = colours < len(COLOURS)
        said_colour = torch.where((kind < 0.25) | ~has_name, ANY, colours)
        said_shape = torch.where((kind > 0.85) & has_name, ANY, shapes)
        chosen = torch.randint(len(self.templates), (count,), generator=self.generator)
        plain = torch.rand(count, generator=self.generator) < 0.5
        chosen = torch.where(plain, chosen % len(OWN_TEMPLATES), chosen)
        ids = torch.stack([
            self.ids(self.templates[template].format(name(colour, shape)))
            for template, colour, shape in zip(chosen.tolist(), said_colour.tolist(), said_shape.tolist())])
        true = ((said_colour == ANY) | (said_colour == colours[:, None])) \
            & ((said_shape == ANY) | (said_shape == shapes[:, None]))
        return ids, true.float()

    def ids(self, text: str) -> torch.Tensor:
        if text not in self.known:
            self.known[text] = self.tokenize(text)[0]
        return self.known[text]


def name(colour: int, shape: int) -> str:
    """What a thing of this colour and shape, either of which may be any, is called."""
    if colour == ANY:
        return SHAPES[shape]
    return f"{list(COLOURS)[colour]} {SHAPES[shape] if shape != ANY else 'shape'}"
