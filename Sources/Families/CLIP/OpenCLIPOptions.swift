import ModelKit
import StrictJSON

/// The options of one of open_clip's configuration classes, sorted by what becomes of them.
///
/// open_clip takes no unknown options either, so whatever is not listed is of a version yet to come.
struct OpenCLIPOptions {
    /// Read into the architecture.
    let read: Set<String>
    /// Without influence on an embedding: for training, for the tokenizer's padding, or for an option that is
    /// itself not read.
    let ignored: Set<String>
    /// Changing what is computed; only these values, or none, are read.
    let required: [(key: String, values: [JSONValue], meaning: String)]

    /// Throws the first option that is not read, or has a value that is not.
    func check(_ fields: FieldReader) throws(SchemaError) {
        for option in required {
            guard let value = fields[option.key], !option.values.contains(value) else { continue }
            throw .unsupported(
                at: fields.place(option.key), found: "\(FieldReader.brief(value)): \(option.meaning)",
                allowed: option.values.isEmpty ? "null" : option.values.map(\.text).joined(separator: " or "))
        }
        try fields.requireNoOthers(than: read.union(ignored).union(required.map(\.key)))
    }

    /// `model_cfg`.
    static let model = OpenCLIPOptions(
        read: ["embed_dim", "vision_cfg", "text_cfg", "quick_gelu"],
        ignored: ["custom_text", "init_logit_scale", "nonscalar_logit_scale", "cast_dtype", "output_dict"],
        required: [
            ("multimodal_cfg", [], "a text decoder (CoCa)"),
            ("init_logit_bias", [], "a bias of the logits (SigLIP)"),
        ])

    /// `vision_cfg`, the class `CLIPVisionCfg`.
    static let vision = OpenCLIPOptions(
        read: [
            "layers", "width", "head_width", "mlp_ratio", "patch_size", "image_size", "no_ln_pre",
            "pool_type",
            "final_ln_after_pool", "act_kwargs", "norm_kwargs",
        ],
        ignored: [
            "patch_dropout", "attn_pooler_queries", "attn_pooler_heads", "output_tokens",
            "timm_model_pretrained",
            "timm_pool", "timm_proj", "timm_proj_bias", "timm_drop", "timm_drop_path",
        ],
        required: [
            ("timm_model_name", [], "an image tower of timm"),
            ("attentional_pool", [false], "attentional pooling (CoCa)"),
            ("pos_embed_type", ["learnable"], "fixed positional embeddings"),
        ] + customBlocks)

    /// `text_cfg`, the class `CLIPTextCfg`.
    static let text = OpenCLIPOptions(
        read: [
            "context_length", "vocab_size", "width", "heads", "layers", "mlp_ratio", "eos_id", "act_kwargs",
            "norm_kwargs",
        ],
        ignored: [
            "pad_id", "final_ln_after_pool", "output_tokens", "hf_model_pretrained", "hf_proj_type",
            "hf_pooler_type",
        ],
        required: [
            ("hf_model_name", [], "a text tower of Hugging Face's"),
            ("hf_tokenizer_name", [], "another tokenizer than CLIP's"),
            ("tokenizer_mode", [], "another tokenizer than CLIP's"),
            ("tokenizer_kwargs", [[:]], "another tokenizer than CLIP's"),
            ("no_causal_mask", [false], "attention to later tokens"),
            ("pool_type", ["argmax", "eos"], "pooling elsewhere than at the end of the text"),
            ("embed_cls", [false], "a class token in the text tower (CoCa)"),
            ("proj_type", ["linear"], "another text projection"),
            ("proj_bias", [false], "a text projection with bias (SigLIP)"),
        ] + customBlocks)

    private static let customBlocks: [(key: String, values: [JSONValue], meaning: String)] = [
        ("ls_init_value", [], "layer scale"),
        ("block_type", ["default"], "blocks other than OpenAI's"),
        ("qk_norm", [false], "norms of queries and keys"),
        ("scaled_cosine_attn", [false], "scaled cosine attention"),
        ("scale_heads", [false], "scaled attention heads"),
        ("scale_attn_inner", [false], "a norm inside the attention"),
        ("scale_attn", [false], "a norm after the attention"),
        ("scale_fc", [false], "a norm in the MLP"),
    ]
}
