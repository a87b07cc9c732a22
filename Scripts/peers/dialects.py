"""Hugging Face's and open_clip's names for the same weights, and back to OpenAI's.

transformers splits the fused attention projection into three and keeps projections as Linear layers, whose
matrix is the transpose of OpenAI's. open_clip's CustomTextCLIP puts the text tower under `text.`.
"""

import re
from collections.abc import Mapping

import torch

TEXT_TOWER = ("positional_embedding", "text_projection", "token_embedding.", "transformer.", "ln_final.")

# (OpenAI's name, transformers' name) of what stands once in a model.
SINGLE_NAMES = {
    "logit_scale": "logit_scale",
    "text_projection": "text_projection.weight",
    "visual.proj": "visual_projection.weight",
    "token_embedding.weight": "text_model.embeddings.token_embedding.weight",
    "positional_embedding": "text_model.embeddings.position_embedding.weight",
    "ln_final.weight": "text_model.final_layer_norm.weight",
    "ln_final.bias": "text_model.final_layer_norm.bias",
    "visual.class_embedding": "vision_model.embeddings.class_embedding",
    "visual.positional_embedding": "vision_model.embeddings.position_embedding.weight",
    "visual.conv1.weight": "vision_model.embeddings.patch_embedding.weight",
    "visual.ln_pre.weight": "vision_model.pre_layrnorm.weight",
    "visual.ln_pre.bias": "vision_model.pre_layrnorm.bias",
    "visual.ln_post.weight": "vision_model.post_layernorm.weight",
    "visual.ln_post.bias": "vision_model.post_layernorm.bias",
}
TRANSPOSED = ("text_projection", "visual.proj")

# The same for what stands in every block.
BLOCK_NAMES = {
    "attn.out_proj": "self_attn.out_proj",
    "ln_1": "layer_norm1",
    "ln_2": "layer_norm2",
    "mlp.c_fc": "mlp.fc1",
    "mlp.c_proj": "mlp.fc2",
}
OPENAI_BLOCK = re.compile(r"(visual\.)?transformer\.resblocks\.(\d+)\.(.+)$")
HUGGINGFACE_BLOCK = re.compile(r"(text|vision)_model\.encoder\.layers\.(\d+)\.(.+)$")


def to_huggingface(weights: Mapping[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """The weights of a vision transformer CLIP under transformers' names."""
    result = {}
    for name, tensor in weights.items():
        block = OPENAI_BLOCK.match(name)
        if not block:
            result[SINGLE_NAMES[name]] = tensor.t().contiguous() if name in TRANSPOSED else tensor
            continue
        prefix = f"{'vision' if block[1] else 'text'}_model.encoder.layers.{block[2]}."
        fused = re.fullmatch(r"attn\.in_proj_(weight|bias)", block[3])
        if fused:
            for part, letter in zip(tensor.chunk(3), "qkv"):
                result[f"{prefix}self_attn.{letter}_proj.{fused[1]}"] = part.clone()
        else:
            module, kind = block[3].rsplit(".", 1)
            result[f"{prefix}{BLOCK_NAMES[module]}.{kind}"] = tensor
    return result


def from_huggingface(state: Mapping[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """transformers' state dictionary under OpenAI's names."""
    single = {theirs: ours for ours, theirs in SINGLE_NAMES.items()}
    blocks = {theirs: ours for ours, theirs in BLOCK_NAMES.items()}
    result = {}
    for name, tensor in state.items():
        block = HUGGINGFACE_BLOCK.match(name)
        if name.endswith(".position_ids"):
            continue  # a counting table that older versions of transformers saved
        if not block:
            ours = single[name]
            result[ours] = tensor.t().contiguous() if ours in TRANSPOSED else tensor
            continue
        prefix = f"{'visual.' if block[1] == 'vision' else ''}transformer.resblocks.{block[2]}."
        module, kind = block[3].rsplit(".", 1)
        if module == "self_attn.q_proj":
            parts = [state[name.replace(".q_proj.", f".{letter}_proj.")] for letter in "qkv"]
            result[f"{prefix}attn.in_proj_{kind}"] = torch.cat(parts)
        elif module not in ("self_attn.k_proj", "self_attn.v_proj"):
            result[f"{prefix}{blocks[module]}.{kind}"] = tensor
    return result


def to_custom_text(weights: Mapping[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """The weights as open_clip's CustomTextCLIP names them."""
    return {("text." if name.startswith(TEXT_TOWER) else "") + name: tensor
            for name, tensor in weights.items()}


def to_canonical(state: Mapping[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """A state dictionary of any dialect under OpenAI's names."""
    if state and all(name.startswith("module.") for name in state):
        state = {name.removeprefix("module."): tensor for name, tensor in state.items()}
    if any(name.startswith("vision_model.") for name in state):
        return from_huggingface(state)
    if any(name.startswith("text.transformer.") for name in state):
        return {name.removeprefix("text."): tensor for name, tensor in state.items()}
    return dict(state)
