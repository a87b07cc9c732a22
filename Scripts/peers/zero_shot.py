"""Zero-shot classification by the peers: open_clip's classifier over a model of any of them."""

from pathlib import Path

import torch

from . import load_torchvision
from .runners import Runner

TABLES = Path(__file__).resolve().parent.parent.parent / "Sources" / "ZeroShot" / "Tables"
TEMPLATES = {"none": ["{}"], "photo": ["a photo of a {}."]}


def templates(name: str) -> list[str]:
    """A set of templates that comes with clipw."""
    return TEMPLATES.get(name) or (TABLES / f"templates-{name}.txt").read_text().splitlines()


def labels(name: str) -> list[str]:
    """The names of a set of labels that comes with clipw."""
    lines = (TABLES / f"labels-{name}.tsv").read_text().splitlines()
    return [line.split("\t")[1] for line in lines]


class OpenCLIPFace:
    """A peer's model as open_clip's `build_zero_shot_classifier` wants it."""

    def __init__(self, runner: Runner):
        self.runner = runner

    def encode_text(self, ids: torch.Tensor, normalize: bool = False) -> torch.Tensor:
        embeddings = self.runner.encode_text(ids)
        return torch.nn.functional.normalize(embeddings, dim=-1) if normalize else embeddings


def classifier(runner: Runner, names: list[str], sentences: list[str], batch: int = 10) -> torch.Tensor:
    """The labels' embeddings, [labels, embedding], by open_clip from openai/CLIP's tokens."""
    load_torchvision()
    import clip
    import open_clip

    weights = open_clip.build_zero_shot_classifier(
        OpenCLIPFace(runner), lambda texts: clip.tokenize(texts, runner.context), names, sentences,
        num_classes_per_batch=batch, device="cpu")
    return weights.T.contiguous()


@torch.inference_mode()
def embeddings(runner: Runner, paths: list[Path], batch: int = 64) -> torch.Tensor:
    """The pictures' embeddings of length 1, from the pixels that openai/CLIP makes of them."""
    load_torchvision()
    import clip
    from PIL import Image

    transform = clip.clip._transform(runner.resolution)
    rows = []
    for start in range(0, len(paths), batch):
        pixels = torch.stack([transform(Image.open(path)) for path in paths[start:start + batch]])
        rows.append(runner.encode_image(pixels))
    return torch.nn.functional.normalize(torch.cat(rows), dim=-1)
