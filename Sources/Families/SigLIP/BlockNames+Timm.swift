import Layers

extension BlockNames {
    /// The names of `Block` in `timm/models/vision_transformer.py`.
    static func timm(_ block: String) -> BlockNames {
        BlockNames(
            attentionNorm: block + ".norm1", inProjection: LinearNames(block + ".attn.qkv"),
            outProjection: LinearNames(block + ".attn.proj"), mlpNorm: block + ".norm2",
            expansion: LinearNames(block + ".mlp.fc1"), contraction: LinearNames(block + ".mlp.fc2"))
    }
}
