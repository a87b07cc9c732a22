import Layers

extension BlockNames {
    /// The names of `ResidualAttentionBlock` in `clip/model.py` of openai/CLIP.
    static func openAI(_ block: String) -> BlockNames {
        BlockNames(
            attentionNorm: block + ".ln_1",
            inProjection: LinearNames(
                weight: block + ".attn.in_proj_weight", bias: block + ".attn.in_proj_bias"),
            outProjection: LinearNames(block + ".attn.out_proj"), mlpNorm: block + ".ln_2",
            expansion: LinearNames(block + ".mlp.c_fc"), contraction: LinearNames(block + ".mlp.c_proj"))
    }
}
