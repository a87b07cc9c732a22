import ModelKit

extension Dialect {
    /// The names of `CLIPModel`, `CLIPVisionModelWithProjection` and `CLIPTextModelWithProjection` in
    /// transformers (`models/clip/modeling_clip.py`).
    ///
    /// `pre_layrnorm` is their spelling.
    static let huggingFaceRules: [NameRule] =
        [
            NameRule("logit_scale", "logit_scale"),

            NameRule("vision_model.embeddings.class_embedding", "visual.class_embedding"),
            NameRule("vision_model.embeddings.patch_embedding.weight", "visual.conv1.weight"),
            NameRule("vision_model.embeddings.position_embedding.weight", "visual.positional_embedding"),
            NameRule("vision_model.pre_layrnorm.weight", "visual.ln_pre.weight"),
            NameRule("vision_model.pre_layrnorm.bias", "visual.ln_pre.bias"),
            NameRule("vision_model.post_layernorm.weight", "visual.ln_post.weight"),
            NameRule("vision_model.post_layernorm.bias", "visual.ln_post.bias"),
            NameRule("visual_projection.weight", "visual.proj", isTransposed: true),

            NameRule("text_model.embeddings.token_embedding.weight", "token_embedding.weight"),
            NameRule("text_model.embeddings.position_embedding.weight", "positional_embedding"),
            NameRule("text_model.final_layer_norm.weight", "ln_final.weight"),
            NameRule("text_model.final_layer_norm.bias", "ln_final.bias"),
            NameRule("text_projection.weight", "text_projection", isTransposed: true),
        ]
        + blockRules("vision_model.encoder.layers.*", "visual.transformer.resblocks.*")
        + blockRules("text_model.encoder.layers.*", "transformer.resblocks.*")

    private static func blockRules(_ theirs: String, _ ours: String) -> [NameRule] {
        ["weight", "bias"].flatMap { kind in
            [
                // PyTorch's attention, which OpenAI uses, has the three in one matrix, in this order.
                NameRule(
                    "\(theirs).self_attn.q_proj.\(kind)", "\(ours).attn.in_proj_\(kind)", part: 0, of: 3),
                NameRule(
                    "\(theirs).self_attn.k_proj.\(kind)", "\(ours).attn.in_proj_\(kind)", part: 1, of: 3),
                NameRule(
                    "\(theirs).self_attn.v_proj.\(kind)", "\(ours).attn.in_proj_\(kind)", part: 2, of: 3),
                NameRule("\(theirs).self_attn.out_proj.\(kind)", "\(ours).attn.out_proj.\(kind)"),
                NameRule("\(theirs).layer_norm1.\(kind)", "\(ours).ln_1.\(kind)"),
                NameRule("\(theirs).mlp.fc1.\(kind)", "\(ours).mlp.c_fc.\(kind)"),
                NameRule("\(theirs).mlp.fc2.\(kind)", "\(ours).mlp.c_proj.\(kind)"),
                NameRule("\(theirs).layer_norm2.\(kind)", "\(ours).ln_2.\(kind)"),
            ]
        }
    }
}
