"""SigLIP and SigLIP 2 with the real open_clip and transformers: sizes, models and weights shaped as trained ones."""

import copy
import zlib
from dataclasses import dataclass

import numpy as np
import torch

from . import load_torchvision

# open_clip's published sizes whose tensors differ in name or shape.
PUBLISHED = (
    "ViT-B-16-SigLIP", "ViT-B-16-SigLIP-i18n-256", "ViT-L-16-SigLIP-256", "ViT-SO400M-14-SigLIP",
    "ViT-SO400M-14-SigLIP-384", "ViT-SO400M-16-SigLIP-i18n-256", "ViT-B-32-SigLIP2-256", "ViT-B-16-SigLIP2-256",
    "ViT-gopt-16-SigLIP2-384")


@dataclass(frozen=True)
class Size:
    """The dimensions of a model; a `width` of the image tower is that of the embedding."""

    image: dict
    text: dict
    has_projection: bool = True

    @property
    def embed_dim(self) -> int:
        return self.image["width"]

    @property
    def description(self) -> dict:
        """The model as clipw describes it."""
        common = {"activation": "gelu_tanh", "norm_eps": 1e-6}
        return {"embed_dim": self.embed_dim, "image": {"kind": "vit"} | self.image | common,
                "text": {"kind": "transformer"} | self.text | {"projection": self.has_projection} | common}


SMALL = Size(
    image={"layers": 2, "width": 48, "heads": 3, "mlp_width": 100, "patch_size": 7, "image_resolution": 30},
    text={"context_length": 12, "vocab_size": 300, "width": 40, "heads": 4, "layers": 2, "mlp_width": 90, "padding": 1})


def published_size(name: str) -> Size:
    """A size of open_clip's, its heads and MLP widths read from a model without memory."""
    model = published_model(name, "meta")
    trunk, block = model.visual.trunk, model.visual.trunk.blocks[0]
    text = model.text
    return Size(
        image={"layers": len(trunk.blocks), "width": trunk.embed_dim, "heads": block.attn.num_heads,
               "mlp_width": block.mlp.fc1.out_features, "patch_size": trunk.patch_embed.patch_size[0],
               "image_resolution": trunk.patch_embed.img_size[0]},
        text={"context_length": text.context_length, "vocab_size": text.vocab_size, "width": text.width,
              "heads": text.heads, "layers": text.transformer.layers,
              "mlp_width": text.transformer.resblocks[0].mlp.c_fc.out_features,
              "padding": 0 if "SigLIP2" in name else 1},
        has_projection=text.text_projection is not None)


def published_config(name: str) -> dict:
    load_torchvision()
    from open_clip.factory import _MODEL_CONFIGS

    return copy.deepcopy(_MODEL_CONFIGS[name])


def published_model(name: str, device: str = "cpu") -> torch.nn.Module:
    config = published_config(name)
    config.pop("custom_text")
    import open_clip

    with torch.device(device):
        return open_clip.CustomTextCLIP(**config).eval()


def open_clip_model(size: Size, image_gelu: str = "tanh", text_gelu: str = "tanh") -> torch.nn.Module:
    """A model of any size: timm and open_clip have the exact GELU by default, and tanh under these names."""
    load_torchvision()
    import open_clip
    import timm

    image, text = size.image, size.text

    @timm.models.register_model
    def siglip_of_a_size(pretrained=False, **others):
        return timm.models.vision_transformer.VisionTransformer(
            img_size=image["image_resolution"], patch_size=image["patch_size"], embed_dim=image["width"],
            depth=image["layers"], num_heads=image["heads"], mlp_ratio=image["mlp_width"] / image["width"],
            class_token=False, global_pool="map", num_classes=0,
            act_layer="gelu_tanh" if image_gelu == "tanh" else None)

    text_cfg = {
        "context_length": text["context_length"], "vocab_size": text["vocab_size"], "width": text["width"],
        "heads": text["heads"], "layers": text["layers"], "mlp_ratio": text["mlp_width"] / text["width"],
        "no_causal_mask": True, "pool_type": "last", "norm_kwargs": {"eps": 1e-6},
        **({"proj_bias": True} if size.has_projection else {"proj_type": "none"}),
        **({"act_kwargs": {"approximate": "tanh"}} if text_gelu == "tanh" else {})}
    return open_clip.CustomTextCLIP(
        embed_dim=size.embed_dim, init_logit_bias=-10, text_cfg=text_cfg,
        vision_cfg={"image_size": image["image_resolution"], "timm_model_name": "siglip_of_a_size",
                    "timm_pool": "map", "timm_proj": "none"}).eval()


def padding(vocabulary: int) -> int:
    """The token that texts are filled up with: Gemma's vocabulary is that of SigLIP 2."""
    return 0 if vocabulary == 256_000 else 1


def use_tanh(model: torch.nn.Module):
    for module in model.modules():
        for name, child in module.named_children():
            if isinstance(child, torch.nn.GELU):
                setattr(module, name, torch.nn.GELU(approximate="tanh"))


def hugging_face_model(size: Size, device: str = "cpu") -> torch.nn.Module:
    load_torchvision()
    from transformers import SiglipConfig, SiglipModel

    with torch.device(device):
        return SiglipModel(SiglipConfig(**hugging_face_config(size))).eval()


def hugging_face_config(size: Size) -> dict:
    image, text = size.image, size.text
    return {
        "text_config": {
            "vocab_size": text["vocab_size"], "hidden_size": text["width"], "intermediate_size": text["mlp_width"],
            "num_hidden_layers": text["layers"], "num_attention_heads": text["heads"],
            "max_position_embeddings": text["context_length"], "projection_size": size.embed_dim},
        "vision_config": {
            "hidden_size": image["width"], "intermediate_size": image["mlp_width"],
            "num_hidden_layers": image["layers"], "num_attention_heads": image["heads"],
            "image_size": image["image_resolution"], "patch_size": image["patch_size"]}}


def hugging_face_state(state: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """open_clip's weights under the names of transformers."""
    modules = {
        "visual.trunk.patch_embed.proj": "vision_model.embeddings.patch_embedding",
        "visual.trunk.norm": "vision_model.post_layernorm",
        "visual.trunk.attn_pool.proj": "vision_model.head.attention.out_proj",
        "visual.trunk.attn_pool.norm": "vision_model.head.layernorm",
        "visual.trunk.attn_pool.mlp.fc1": "vision_model.head.mlp.fc1",
        "visual.trunk.attn_pool.mlp.fc2": "vision_model.head.mlp.fc2",
        "text.token_embedding": "text_model.embeddings.token_embedding",
        "text.ln_final": "text_model.final_layer_norm", "text.text_projection": "text_model.head"}
    blocks = {"norm1": "layer_norm1", "ln_1": "layer_norm1", "norm2": "layer_norm2", "ln_2": "layer_norm2",
              "attn.proj": "self_attn.out_proj", "attn.out_proj": "self_attn.out_proj",
              "mlp.fc1": "mlp.fc1", "mlp.c_fc": "mlp.fc1", "mlp.fc2": "mlp.fc2", "mlp.c_proj": "mlp.fc2"}
    result = {}
    for name, value in state.items():
        module, _, kind = name.rpartition(".")
        if name in ("logit_scale", "logit_bias"):
            result[name] = value.reshape(1)
        elif name == "visual.trunk.pos_embed":
            result["vision_model.embeddings.position_embedding.weight"] = value[0]
        elif name == "text.positional_embedding":
            result["text_model.embeddings.position_embedding.weight"] = value
        elif name == "visual.trunk.attn_pool.latent":
            result["vision_model.head.probe"] = value
        elif name.startswith("visual.trunk.attn_pool.q."):
            keys_values = state[f"visual.trunk.attn_pool.kv.{kind}"]
            result[f"vision_model.head.attention.in_proj_{kind}"] = torch.cat([value, keys_values])
        elif name.startswith("visual.trunk.attn_pool.kv."):
            continue
        elif module in modules:
            result[f"{modules[module]}.{kind}"] = value
        else:
            tower = "vision" if name.startswith("visual.") else "text"
            number, _, rest = name.split("blocks.")[1].partition(".")
            layer = f"{tower}_model.encoder.layers.{number}"
            if rest.startswith(("attn.qkv.", "attn.in_proj_")):
                kind = "bias" if name.endswith("bias") else "weight"
                for letter, part in zip("qkv", value.chunk(3)):
                    result[f"{layer}.self_attn.{letter}_proj.{kind}"] = part
            else:
                module, _, kind = rest.rpartition(".")
                result[f"{layer}.{blocks[module]}.{kind}"] = value
    return result


def fill(model: torch.nn.Module, depth: dict, seed: int):
    """Gives a model of open_clip's weights shaped as trained ones, the same on every machine."""
    with torch.no_grad():
        for name, tensor in model.state_dict().items():
            generator = np.random.default_rng([seed, zlib.crc32(name.encode())])
            tower = "image" if name.startswith("visual.") else "text"
            values = trained_like(name, tuple(tensor.shape), depth[tower], generator)
            tensor.copy_(torch.from_numpy(np.asarray(values)))


def trained_like(name: str, shape: tuple[int, ...], depth: int, generator) -> np.ndarray:
    """Values for one tensor: gains that differ, biases that are not zero, rows of different sizes."""
    def normal(deviation: float) -> np.ndarray:
        return generator.standard_normal(shape, dtype=np.float32) * np.float32(deviation)

    is_norm = ".norm" in name or ".ln_" in name
    if name == "logit_scale":
        return np.float32(np.log(110))
    if name == "logit_bias":
        return np.float32(-14)
    if is_norm and name.endswith("weight"):
        gains = np.exp(normal(0.25))
        outliers = generator.choice(shape[0], max(1, shape[0] // 128), replace=False)
        gains[outliers] *= generator.uniform(2, 8, outliers.size).astype(np.float32)
        return gains
    if name.endswith("bias"):
        return normal(0.05)
    if name.endswith(("pos_embed", "positional_embedding", "token_embedding.weight")):
        return normal(0.3)
    if name.endswith("latent"):
        return normal(1)
    deviation = float(np.prod(shape[1:])) ** -0.5
    if name.endswith(("attn.proj.weight", "out_proj.weight")):
        deviation *= 2 * (2 * depth) ** -0.5
    elif name.endswith(("mlp.fc2.weight", "mlp.c_proj.weight")) and "attn_pool" not in name:
        deviation *= (2 * depth) ** -0.5
    elif name.endswith(("qkv.weight", "in_proj_weight", ".kv.weight", ".q.weight")):
        deviation *= 1.2
    rows = np.exp(generator.standard_normal((shape[0],) + (1,) * (len(shape) - 1), dtype=np.float32) * 0.3)
    return normal(deviation) * rows.astype(np.float32)
