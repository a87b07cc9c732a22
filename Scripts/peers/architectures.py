"""The nine architectures OpenAI published, and two tiny ones with the same structure."""

from dataclasses import dataclass, fields


@dataclass(frozen=True)
class Architecture:
    """The arguments of openai/CLIP's `CLIP` class, under the name the model is known by."""

    name: str
    embed_dim: int
    image_resolution: int
    vision_layers: int | tuple[int, int, int, int]
    vision_width: int
    vision_patch_size: int | None
    transformer_width: int
    transformer_heads: int
    transformer_layers: int = 12
    context_length: int = 77
    vocab_size: int = 49408

    @property
    def arguments(self) -> dict:
        return {field.name: getattr(self, field.name) for field in fields(self) if field.name != "name"}

    @property
    def is_vision_transformer(self) -> bool:
        return isinstance(self.vision_layers, int)

    @property
    def stem(self) -> str:
        """The name of OpenAI's file, which is also the root folder inside it."""
        return self.name.replace("/", "-").replace("@", "-")


OPENAI = {
    architecture.name: architecture
    for architecture in (
        Architecture("RN50", 1024, 224, (3, 4, 6, 3), 64, None, 512, 8),
        Architecture("RN101", 512, 224, (3, 4, 23, 3), 64, None, 512, 8),
        Architecture("RN50x4", 640, 288, (4, 6, 10, 6), 80, None, 640, 10),
        Architecture("RN50x16", 768, 384, (6, 8, 18, 8), 96, None, 768, 12),
        Architecture("RN50x64", 1024, 448, (3, 15, 36, 10), 128, None, 1024, 16),
        Architecture("ViT-B/32", 512, 224, 12, 768, 32, 512, 8),
        Architecture("ViT-B/16", 512, 224, 12, 768, 16, 512, 8),
        Architecture("ViT-L/14", 768, 224, 24, 1024, 14, 768, 12),
        Architecture("ViT-L/14@336px", 768, 336, 24, 1024, 14, 768, 12),
    )
}

TINY_TEXT = {
    "transformer_width": 64, "transformer_heads": 1, "transformer_layers": 1,
    "context_length": 8, "vocab_size": 96,
}
TINY_VIT = Architecture("vit", 48, 16, 2, 64, 8, **TINY_TEXT)
TINY_RN = Architecture("rn", 48, 64, (1, 1, 1, 1), 4, None, **TINY_TEXT)
