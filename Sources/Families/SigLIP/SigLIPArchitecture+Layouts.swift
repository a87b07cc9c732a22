package import ModelKit

// Whose names the tensors of a checkpoint have.
extension SigLIPArchitecture {
    /// open_clip's, whose names are the canonical ones: `CustomTextCLIP` with an image tower of timm.
    package static let openCLIPLayout = Layout(
        "openclip",
        (["logit_scale", "logit_bias", "visual.trunk.pos_embed", "visual.trunk.attn_pool.latent"]
            + parameters(
                "visual.trunk.patch_embed.proj", "visual.trunk.norm", "visual.trunk.attn_pool.q",
                "visual.trunk.attn_pool.kv", "visual.trunk.attn_pool.proj", "visual.trunk.attn_pool.norm",
                "visual.trunk.attn_pool.mlp.fc1", "visual.trunk.attn_pool.mlp.fc2", "text.ln_final",
                "text.text_projection")
            + modules(
                "visual.trunk.blocks.*", "norm1", "attn.qkv", "attn.proj", "norm2", "mlp.fc1", "mlp.fc2")
            + ["text.positional_embedding", "text.token_embedding.weight"]
            + ["weight", "bias"].map { "text.transformer.resblocks.*.attn.in_proj_\($0)" }
            + modules(
                "text.transformer.resblocks.*", "ln_1", "attn.out_proj", "ln_2", "mlp.c_fc", "mlp.c_proj"))
            .map { NameRule($0, $0) })

    /// Those of `SiglipModel` in transformers (`models/siglip/modeling_siglip.py`).
    package static let huggingFaceLayout = Layout(
        "huggingface",
        [
            NameRule("logit_scale", "logit_scale"), NameRule("logit_bias", "logit_bias"),
            NameRule(
                "vision_model.embeddings.position_embedding.weight", "visual.trunk.pos_embed", leadingOnes: 1),
            NameRule("vision_model.head.probe", "visual.trunk.attn_pool.latent"),
            NameRule("text_model.embeddings.token_embedding.weight", "text.token_embedding.weight"),
            NameRule("text_model.embeddings.position_embedding.weight", "text.positional_embedding"),
        ]
            + probeRules("vision_model.head", "visual.trunk.attn_pool")
            + renaming([
                ("vision_model.embeddings.patch_embedding", "visual.trunk.patch_embed.proj"),
                ("vision_model.post_layernorm", "visual.trunk.norm"),
                ("text_model.final_layer_norm", "text.ln_final"), ("text_model.head", "text.text_projection"),
            ])
            + blockRules(
                "vision_model.encoder.layers.*", "visual.trunk.blocks.*", attention: "attn.qkv.",
                ["attn.proj", "norm1", "mlp.fc1", "mlp.fc2", "norm2"])
            + blockRules(
                "text_model.encoder.layers.*", "text.transformer.resblocks.*", attention: "attn.in_proj_",
                ["attn.out_proj", "ln_1", "mlp.c_fc", "mlp.c_proj", "ln_2"]))

    /// PyTorch's attention has queries, keys and values in one matrix, in this order.
    private static func probeRules(_ theirs: String, _ ours: String) -> [NameRule] {
        ["weight", "bias"].flatMap { kind in
            let source = "\(theirs).attention.in_proj_\(kind)"
            return [
                NameRule(source, "\(ours).q.\(kind)", rows: RowShare(0..<1, of: 3)),
                NameRule(source, "\(ours).kv.\(kind)", rows: RowShare(1..<3, of: 3)),
            ]
        }
            + renaming([
                ("\(theirs).attention.out_proj", "\(ours).proj"), ("\(theirs).layernorm", "\(ours).norm"),
                ("\(theirs).mlp.fc1", "\(ours).mlp.fc1"), ("\(theirs).mlp.fc2", "\(ours).mlp.fc2"),
            ])
    }

    /// The rules of a block whose modules are ours in the order of theirs.
    private static func blockRules(
        _ theirs: String, _ ours: String, attention: String, _ modules: [String]
    ) -> [NameRule] {
        let theirModules = ["self_attn.out_proj", "layer_norm1", "mlp.fc1", "mlp.fc2", "layer_norm2"]
        return ["weight", "bias"].flatMap { kind in
            ["q", "k", "v"].enumerated().map { part, letter in
                NameRule(
                    "\(theirs).self_attn.\(letter)_proj.\(kind)", "\(ours).\(attention)\(kind)", part: part,
                    of: 3)
            }
        } + renaming(zip(theirModules, modules).map { ("\(theirs).\($0)", "\(ours).\($1)") })
    }

    private static func renaming(_ modules: [(theirs: String, ours: String)]) -> [NameRule] {
        modules.flatMap { module in
            ["weight", "bias"].map { NameRule("\(module.theirs).\($0)", "\(module.ours).\($0)") }
        }
    }

    private static func modules(_ stem: String, _ names: String...) -> [String] {
        names.flatMap { name in ["weight", "bias"].map { "\(stem).\(name).\($0)" } }
    }

    private static func parameters(_ modules: String...) -> [String] {
        modules.flatMap { module in ["weight", "bias"].map { "\(module).\($0)" } }
    }
}
