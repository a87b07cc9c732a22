/// Tensors of models that are related to CLIP, or extend it, and are not read: the weights would fit well
/// enough to be converted, and the embeddings would be wrong.
enum ForeignTensors {
    private static let prefixes: [(prefix: String, meaning: String)] = [
        ("visual.trunk.", "an image tower of timm"),
        ("visual.attn_pool", "attentional pooling in the image tower (CoCa)"),
        ("text_decoder.", "a text decoder (CoCa)"),
        ("text.cls_emb", "a class token in the text tower (CoCa)"),
        ("cls_emb", "a class token in the text tower (CoCa)"),
        ("text.transformer.embeddings.", "a text tower of Hugging Face's"),
        ("text.transformer.encoder.", "a text tower of Hugging Face's"),
        ("text.proj.", "a text tower of Hugging Face's"),
        ("text.text_projection.", "a text projection with bias (SigLIP)"),
        ("text_projection.bias", "a text projection with bias"),
        ("visual_projection.bias", "an image projection with bias"),
        ("text_model.head.", "a text head (SigLIP)"),
        ("vision_model.head.", "attention pooling in the image tower (SigLIP)"),
        ("logit_bias", "a bias of the logits (SigLIP)"),
    ]
    private static let suffixes: [(suffix: String, meaning: String)] = [
        (".ls_1.gamma", "layer scale"),
        (".ls_2.gamma", "layer scale"),
        (".attn.ln_inner.weight", "a norm inside the attention"),
        (".attn.ln_q.weight", "norms of queries and keys"),
        (".attn.logit_scale", "scaled cosine attention"),
        (".attn.head_scale", "scaled attention heads"),
        (".ln_attn.weight", "a norm after the attention"),
        (".mlp.ln.weight", "a norm in the MLP"),
    ]

    /// The first of the names that belongs to such a model, and what it is.
    static func first(in names: [String]) -> (name: String, meaning: String)? {
        for name in names {
            if let entry = prefixes.first(where: { name.hasPrefix($0.prefix) }) {
                return (name, entry.meaning)
            }
            if let entry = suffixes.first(where: { name.hasSuffix($0.suffix) }) {
                return (name, entry.meaning)
            }
        }
        return nil
    }
}
