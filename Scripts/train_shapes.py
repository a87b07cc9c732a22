#!/usr/bin/env python3
"""Trains the small CLIP that ships with clipw: openai/CLIP's own class, on pictures that this script draws.

    train_shapes.py --out DIR          shapes.pt (TorchScript), shapes-state-dict.pt, shapes-huggingface/
    train_shapes.py --pictures DIR     held-out/, a folder of class folders, and pictures/, a few more; no training

Pictures are JPEGs of a coloured shape (8 colours, 6 shapes; any size, place, rotation, background), and a
sentence goes with each, from about a hundred templates. Four of the 48 pairs are never shown in training.
The vocabulary is CLIP's own. The same seed, PyTorch and number of threads give the same weights.
About a quarter of an hour on two cores. Set the Python environment up with Scripts/set-up-peers.sh.
"""

import argparse
import math
import time
from multiprocessing import Pool
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch.nn.functional import normalize

from peers import load_torchvision
from peers.architectures import Architecture
from peers.captions import Captions
from peers.forms import FORMS
from peers.shapes import ALL_COLOURS, PAIRS, SHAPES, WITHHELD, draw
from peers.weights import Checkpoint

SHAPES_MODEL = Architecture("shapes", 64, 48, 4, 128, 8, 64, 1, transformer_layers=2)
FORMS_SHIPPED = {"torchscript-openai": "shapes.pt", "state-dict": "shapes-state-dict.pt",
                 "huggingface": "shapes-huggingface"}
PICTURES_PER_PAIR = 400
FEW = (("red", "cross"), ("yellow", "star"), ("blue", "square"), ("green", "triangle"), ("purple", "ring"),
       ("white", "cross"), ("orange", "ring"), ("pink", "circle"))
HELD_OUT = 1_000_000  # seeds of held-out pictures start here; training's are below
MEAN, DEVIATION = (0.48145466, 0.4578275, 0.40821073), (0.26862954, 0.26130258, 0.27577711)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, help="train, and write the model in three forms to this folder")
    parser.add_argument("--pictures", type=Path, help="write pictures that are not for training to this folder")
    parser.add_argument("--per-pair", type=int, default=5, help="held-out pictures of each pair (%(default)s)")
    parser.add_argument("--steps", type=int, default=3500, help="%(default)s unless given")
    parser.add_argument("--batch", type=int, default=96, help="%(default)s unless given")
    parser.add_argument("--seed", type=int, default=1, help="%(default)s unless given")
    parser.add_argument("--threads", type=int, default=2, help="%(default)s unless given")
    options = parser.parse_args()
    if not options.out and not options.pictures:
        parser.error("give --out, --pictures or both")
    if options.pictures:
        write_held_out(options.pictures / "held-out", options.per_pair)
        write_few(options.pictures / "pictures")
    if options.out:
        load_torchvision()
        torch.set_num_threads(options.threads)
        torch.use_deterministic_algorithms(True)
        torch.utils.deterministic.fill_uninitialized_memory = False
        model = train(options)
        save(model, options.out)
        report(model, options.per_pair * 4)


def write_held_out(folder: Path, per_pair: int):
    for pair in PAIRS:
        for index in range(per_pair):
            picture = draw(*pair, HELD_OUT + index)
            path = folder / picture.label / f"{index:03}.jpg"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(picture.data)
    print(f"{folder}: {len(PAIRS) * per_pair:,} pictures of {len(PAIRS)} pairs")


def write_few(folder: Path):
    folder.mkdir(parents=True, exist_ok=True)
    for index, (colour, shape) in enumerate(FEW):
        (folder / f"{colour}-{shape}.jpg").write_bytes(draw(colour, shape, 2 * HELD_OUT + index).data)
    print(f"{folder}: {len(FEW)} pictures")


def train(options) -> torch.nn.Module:
    import clip
    from clip.model import CLIP

    torch.manual_seed(options.seed)
    generator = torch.Generator().manual_seed(options.seed)
    seen = [(colour, shape) for colour in ALL_COLOURS for shape in SHAPES if (colour, shape) not in WITHHELD]
    pixels, colours, shapes = pictures(
        [(*pair, seed) for pair in seen for seed in range(PICTURES_PER_PAIR)])
    captions = Captions(clip.tokenize, generator)
    model = CLIP(**SHAPES_MODEL.arguments).train()
    matrices = [value for name, value in model.named_parameters() if value.ndim >= 2 and "embedding" not in name]
    others = [value for name, value in model.named_parameters() if value.ndim < 2 or "embedding" in name]
    optimizer = torch.optim.AdamW(
        [{"params": matrices, "weight_decay": 0.1}, {"params": others, "weight_decay": 0}],
        lr=1e-3, betas=(0.9, 0.98), eps=1e-6, fused=True)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1, (step + 1) / 200) * 0.5 * (1 + math.cos(math.pi * step / options.steps)))

    start = time.monotonic()
    for step in range(options.steps):
        rows = torch.randint(len(pixels), (options.batch,), generator=generator)
        ids, true = captions.draw(colours[rows], shapes[rows])
        images = normalize(model.encode_image(normalized(turned(pixels[rows], generator))))
        texts = normalize(encode_text(model, ids))
        logits = model.logit_scale.exp() * images @ texts.t()
        loss = (cross_entropy(logits, true) + cross_entropy(logits.t(), true.t())) / 2
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        with torch.no_grad():
            model.logit_scale.clamp_(0, math.log(100))
        if step % 100 == 0 or step == options.steps - 1:
            print(f"step {step}: loss {loss.item():.4f}, {time.monotonic() - start:.0f} s", flush=True)
            if step % 500 == 0 and step:
                report(model, 5)
    return model.eval()


def encode_text(model: torch.nn.Module, ids: torch.Tensor) -> torch.Tensor:
    """What the model's own `encode_text` gives, without the padding that is behind all of the texts."""
    ends = ids.argmax(1)
    length = int(ends.max()) + 1
    mask = model.build_attention_mask()[:length, :length]
    states = (model.token_embedding(ids[:, :length]) + model.positional_embedding[:length]).permute(1, 0, 2)
    for block in model.transformer.resblocks:
        whole, block.attn_mask = block.attn_mask, mask
        states = block(states)
        block.attn_mask = whole
    states = model.ln_final(states.permute(1, 0, 2))
    return states[torch.arange(len(ids)), ends] @ model.text_projection


def pictures(wanted: list[tuple[str, str, int]]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """The pictures as the model takes them before normalisation: uint8 [n, 3, 64, 64], colours, shapes."""
    with Pool(2) as pool:
        pixels = torch.from_numpy(np.stack(pool.map(resized, wanted, chunksize=200)))
    colours = torch.tensor([list(ALL_COLOURS).index(colour) for colour, _, _ in wanted])
    shapes = torch.tensor([SHAPES.index(shape) for _, shape, _ in wanted])
    return pixels, colours, shapes


def resized(wanted: tuple[str, str, int]) -> np.ndarray:
    image = draw(*wanted).image
    size = SHAPES_MODEL.image_resolution
    if image.size != (size, size):
        image = image.resize((size, size), Image.Resampling.BICUBIC)
    return np.asarray(image).transpose(2, 0, 1)


def turned(pixels: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
    """Each picture in one of the eight ways that a square can lie."""
    mirrored, upended, transposed = torch.rand(3, len(pixels), 1, 1, 1, generator=generator) < 0.5
    pixels = torch.where(mirrored, pixels.flip(-1), pixels)
    pixels = torch.where(upended, pixels.flip(-2), pixels)
    return torch.where(transposed, pixels.transpose(-1, -2), pixels)


def normalized(pixels: torch.Tensor) -> torch.Tensor:
    mean, deviation = (torch.tensor(values).view(3, 1, 1) for values in (MEAN, DEVIATION))
    return (pixels.float() / 255 - mean) / deviation


def cross_entropy(logits: torch.Tensor, true: torch.Tensor) -> torch.Tensor:
    """The loss when several captions are true of a picture: it should be as near to each."""
    return torch.nn.functional.cross_entropy(logits, true / true.sum(1, keepdim=True))


def save(model: torch.nn.Module, folder: Path):
    """Stores the weights as OpenAI does, halves and all, and the vocabulary's too, which are three quarters of
    the file. What is reported below is these."""
    from clip.model import convert_weights

    folder.mkdir(parents=True, exist_ok=True)
    convert_weights(model)
    model.token_embedding.half()
    checkpoint = Checkpoint(SHAPES_MODEL, model)
    for form, name in FORMS_SHIPPED.items():
        FORMS[form].write(checkpoint, folder / name)
        print(f"{folder / name}: written")


@torch.no_grad()
def report(model: torch.nn.Module, per_pair: int):
    """Zero-shot top-1 among all pairs, on held-out pictures, over all pairs and over those never seen."""
    import clip

    model = model.float()
    pixels, colours, shapes = pictures(
        [(*pair, HELD_OUT + index) for pair in PAIRS for index in range(per_pair)])
    ids = clip.tokenize([f"a photo of a {colour} {shape}." for colour, shape in PAIRS])
    texts = model.encode_text(ids)
    images = torch.cat([model.encode_image(normalized(part)) for part in pixels.split(256)])
    cosines = normalize(images) @ normalize(texts).t()
    right = cosines.argmax(1) == colours * len(SHAPES) + shapes
    unseen = torch.tensor([pair in WITHHELD for pair in PAIRS]).repeat_interleave(per_pair)
    print(f"top-1 of {len(right):,} held-out pictures, {len(PAIRS)} labels: {right.float().mean():.2%}; "
          f"of the pairs never seen: {right[unseen].float().mean():.2%}; "
          f"of the others: {right[~unseen].float().mean():.2%}")


if __name__ == "__main__":
    main()
