#!/usr/bin/env python3
"""Writes Tests/Fixtures/siglip: small models of SigLIP with what open_clip and transformers make of them, and the names
and shapes of the published sizes.

    make_siglip_fixtures.py [FOLDER]          FOLDER is Tests/Fixtures/siglip unless given

NAME.safetensors are the weights under the peer's own names; its metadata has clipw's description of the model.
NAME.golden.safetensors has normalised pixels and what the peer embeds them to, with the texts' tokens in its metadata.
shapes.jsonl has one model a line: its description, and what each peer's state_dict() has; the numbers of blocks that are
alike stand as {0..11}.
"""

import dataclasses
import json
import re
import sys
from pathlib import Path

import torch
from safetensors.torch import save_file

from peers import siglip

GELU = {"tanh": "gelu_tanh", "exact": "gelu"}


def main():
    root = Path(__file__).resolve().parent.parent
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else root / "Tests/Fixtures/siglip"
    folder.mkdir(exist_ok=True)
    # open_clip runs SigLIP 2 with the exact GELU in the image tower and tanh in the text tower.
    write_open_clip(folder, "openclip", siglip.SMALL, "exact", "tanh")
    image = siglip.SMALL.image
    plain = dataclasses.replace(
        siglip.SMALL, text=siglip.SMALL.text | {"width": image["width"], "padding": 0}, has_projection=False)
    write_open_clip(folder, "openclip-plain", plain, "tanh", "exact")
    write_hugging_face(folder, "huggingface", siglip.SMALL)
    lines = [json.dumps(shapes(name)) for name in siglip.PUBLISHED]
    (folder / "shapes.jsonl").write_text("\n".join([*lines, ""]))
    for file in folder.iterdir():
        file.chmod(0o644)


def write_open_clip(folder: Path, name: str, size: siglip.Size, image_gelu: str, text_gelu: str):
    model = siglip.open_clip_model(size, image_gelu, text_gelu)
    siglip.fill(model, {"image": size.image["layers"], "text": size.text["layers"]}, seed=len(name))
    description = size.description
    description["image"]["activation"] = GELU[image_gelu]
    description["text"]["activation"] = GELU[text_gelu]
    write(folder, name, model, description, model.encode_image, model.encode_text)


def write_hugging_face(folder: Path, name: str, size: siglip.Size):
    theirs = siglip.open_clip_model(size)
    siglip.fill(theirs, {"image": size.image["layers"], "text": size.text["layers"]}, seed=len(name))
    model = siglip.hugging_face_model(size)
    model.load_state_dict(siglip.hugging_face_state(theirs.state_dict()))
    write(folder, name, model, size.description,
          lambda pixels: model.get_image_features(pixels).pooler_output,
          lambda ids: model.get_text_features(ids).pooler_output)


def write(folder: Path, name: str, model, description: dict, encode_image, encode_text):
    generator = torch.Generator().manual_seed(1)
    side, text = description["image"]["image_resolution"], description["text"]
    pixels = torch.rand(4, 3, side, side, generator=generator) * 2 - 1
    texts = [torch.randint(3, text["vocab_size"], (length,), generator=generator).tolist() + [1]
             for length in (0, 1, 4, text["context_length"] - 2, text["context_length"] - 1)]
    ids = torch.tensor([row + [text["padding"]] * (text["context_length"] - len(row)) for row in texts])
    with torch.no_grad():
        images, embedded = encode_image(pixels), encode_text(ids)
        normalized = torch.nn.functional.normalize(images), torch.nn.functional.normalize(embedded)
        logits = model.logit_scale.exp() * normalized[0] @ normalized[1].T + model.logit_bias
        outputs = model(input_ids=ids, pixel_values=pixels).logits_per_image if name == "huggingface" else logits
    assert torch.allclose(outputs, logits, atol=1e-4), "the model's own logits differ"
    save_file({key: value.contiguous() for key, value in model.state_dict().items()},
              folder / f"{name}.safetensors", metadata={"model": json.dumps(description)})
    save_file({"pixels": pixels, "images": images.contiguous(), "texts": embedded.contiguous(),
               "logits": logits.contiguous(), "probabilities": logits.sigmoid().contiguous()},
              folder / f"{name}.golden.safetensors", metadata={"tokens": json.dumps(texts)})


def shapes(name: str) -> dict:
    size = siglip.published_size(name)
    return {"name": name, "model": size.description,
            "openclip": compact(siglip.published_model(name, "meta").state_dict()),
            "huggingface": compact(siglip.hugging_face_model(size, "meta").state_dict())}


def compact(state: dict) -> dict[str, list[int]]:
    """Shapes by name, with blocks that are alike under one."""
    blocks: dict[tuple, list[int]] = {}
    for name, value in state.items():
        match = re.fullmatch(r"(.*(?:blocks|layers)\.)(\d+)(\..*)", name)
        key = (match[1], match[3], tuple(value.shape)) if match else (name, "", tuple(value.shape))
        blocks.setdefault(key, []).append(int(match[2]) if match else -1)
    result = {}
    for (before, after, shape), numbers in blocks.items():
        assert numbers in ([-1], list(range(len(numbers)))), "blocks differ"
        number = "" if numbers == [-1] else f"{{0..{numbers[-1]}}}"
        result[before + number + after] = list(shape)
    return result


if __name__ == "__main__":
    main()
