"""Full-size checkpoints of SigLIP as folders of open_clip and transformers, with tokenizers and configurations."""

import json
import os
import tempfile
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file

from . import siglip, tokenizer_json

MODELS = ("ViT-B-16-SigLIP", "ViT-SO400M-14-SigLIP-384", "ViT-B-16-SigLIP2-256", "ViT-gopt-16-SigLIP2-384")
HALF = [0.5, 0.5, 0.5]


def write(name: str, out: Path, seed: int = 1):
    """Writes NAME-openclip and NAME-huggingface, and reads both back with their own libraries."""
    size = siglip.published_size(name)
    model = siglip.published_model(name)
    siglip.fill(model, {"image": size.image["layers"], "text": size.text["layers"]}, seed)
    folders = out / f"{name}-openclip", out / f"{name}-huggingface"
    for folder in folders:
        folder.mkdir(parents=True, exist_ok=True)
    state = {key: value.contiguous() for key, value in model.state_dict().items()}
    save_file(state, folders[0] / "open_clip_model.safetensors")
    save_file({key: value.contiguous().clone() for key, value in siglip.hugging_face_state(state).items()},
              folders[1] / "model.safetensors")
    write_configurations(name, size, *folders)
    write_tokenizers("SigLIP2" in name, size.text["vocab_size"], *folders)
    for file in (file for folder in folders for file in folder.iterdir()):
        os.chmod(file, 0o644)
    check(name, size, state, *folders)


def write_configurations(name: str, size: siglip.Size, open_clip: Path, hugging_face: Path):
    side = size.image["image_resolution"]
    is_second = "SigLIP2" in name
    config = {
        "model_cfg": siglip.published_config(name),
        "preprocess_cfg": {"mean": HALF, "std": HALF, "interpolation": "bicubic", "resize_mode": "squash"}}
    dump(config, open_clip / "open_clip_config.json")
    # What transformers has by default stands in none of the published files.
    settings = siglip.hugging_face_config(size)
    defaults = {
        "text_config": {"vocab_size": 32000, "hidden_size": 768, "intermediate_size": 3072, "num_hidden_layers": 12,
                        "num_attention_heads": 12, "max_position_embeddings": 64,
                        "projection_size": settings["text_config"]["hidden_size"]},
        "vision_config": {"hidden_size": 768, "intermediate_size": 3072, "num_hidden_layers": 12,
                          "num_attention_heads": 12, "image_size": 224, "patch_size": 16}}
    towers = {
        key: {"model_type": "siglip_text_model" if key == "text_config" else "siglip_vision_model"}
        | {field: value for field, value in tower.items() if value != defaults[key][field]}
        for key, tower in settings.items()}
    dump({"architectures": ["SiglipModel"], "initializer_factor": 1.0, "model_type": "siglip", **towers},
         hugging_face / "config.json")
    dump({"do_normalize": True, "do_rescale": True, "do_resize": True, "image_mean": HALF, "image_std": HALF,
          "image_processor_type": "SiglipImageProcessor", "processor_class": "SiglipProcessor",
          "resample": 2 if is_second else 3, "rescale_factor": 1 / 255, "size": {"height": side, "width": side}},
         hugging_face / "preprocessor_config.json")


def write_tokenizers(is_second: bool, vocabulary: int, open_clip: Path, hugging_face: Path):
    """Models trained with the flags of the published ones on the project's own texts."""
    import compare_sentencepiece

    with tempfile.TemporaryDirectory() as folder:
        model = compare_sentencepiece.trained("gemma" if is_second else "c4-en", Path(folder))
        tokenizer_json.fill_up(model, vocabulary)
        kind = "gemma" if is_second else "t5"
        tokenizer_json.write(model, open_clip, kind, "GemmaTokenizerFast" if is_second else "T5TokenizerFast")
        if is_second:
            tokenizer_json.write(model, hugging_face, kind, "GemmaTokenizerFast")
            (hugging_face / "tokenizer.model").write_bytes(model.read_bytes())
        else:
            (hugging_face / "spiece.model").write_bytes(model.read_bytes())
            dump({"tokenizer_class": "SiglipTokenizer", "do_lower_case": True, "model_max_length": 64,
                  "eos_token": "</s>", "pad_token": "</s>", "unk_token": "<unk>"},
                 hugging_face / "tokenizer_config.json")


def check(name: str, size: siglip.Size, state: dict, open_clip: Path, hugging_face: Path):
    """Stops unless both libraries read their folder, and embed the same but for the GELU."""
    from transformers import AutoModel

    stored = load_file(open_clip / "open_clip_model.safetensors")
    assert all(torch.equal(stored[key], value) for key, value in state.items())
    theirs = siglip.published_model(name)
    theirs.load_state_dict(stored)
    del stored
    model = AutoModel.from_pretrained(hugging_face, dtype=torch.float32).eval()
    assert type(model).__name__ == "SiglipModel"
    generator = torch.Generator().manual_seed(2)
    side, text = size.image["image_resolution"], size.text
    pixels = torch.rand(1, 3, side, side, generator=generator) * 2 - 1
    ids = torch.full((1, text["context_length"]), text["padding"])
    ids[0, :5] = torch.tensor([17, 300, 5, 2000, 1])
    with torch.no_grad():
        pairs = ((theirs.encode_image(pixels), model.get_image_features(pixels).pooler_output),
                 (theirs.encode_text(ids), model.get_text_features(ids).pooler_output))
    for first, second in pairs:
        cosine = torch.nn.functional.cosine_similarity(first, second).item()
        assert cosine > 0.99999, cosine
    print(f"{name}: {sum(value.numel() for value in state.values()):,} weights; cosines of open_clip and transformers "
          + ", ".join(f"{torch.nn.functional.cosine_similarity(*pair).item():.7f}" for pair in pairs))


def dump(value: dict, file: Path):
    file.write_text(json.dumps(value, indent=2) + "\n")
