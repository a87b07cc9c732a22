import ModelKit

/// How many attention heads a tower has when no configuration says so: shapes do not tell.
///
/// OpenAI's towers have heads of width 64 (`build_model` in openai/CLIP). Four image towers of open_clip do
/// not; they are recognised by layers, width and MLP width (open_clip's `model_configs/*.json`,
/// `head_width`).
enum HeadWidths {
    static let openAI = 64

    struct Exception {
        let layers: Int
        let width: Int
        let mlpWidth: Int
        let headWidth: Int
    }

    static let openCLIP = [
        Exception(layers: 32, width: 1280, mlpWidth: 5120, headWidth: 80),  // ViT-H-14, ViT-H-16
        Exception(layers: 40, width: 1408, mlpWidth: 6144, headWidth: 88),  // ViT-g-14
        Exception(layers: 48, width: 1664, mlpWidth: 8192, headWidth: 104),  // ViT-bigG-14
        Exception(layers: 56, width: 1792, mlpWidth: 15360, headWidth: 112),  // ViT-e-14
    ]

    static func visionHeads(of vit: ViTArchitecture) throws(SchemaError) -> Int {
        let exception = openCLIP.first {
            $0.layers == vit.layers && $0.width == vit.width && $0.mlpWidth == vit.mlpWidth
        }
        return try heads(
            width: vit.width, headWidth: exception?.headWidth ?? openAI, at: "visual.transformer")
    }

    static func heads(width: Int, headWidth: Int = openAI, at place: String) throws(SchemaError) -> Int {
        guard width.isMultiple(of: headWidth) else {
            throw SchemaError(
                at: place, found: "the number of heads is unknown for a width of \(width)",
                allowed: "a multiple of \(headWidth), or the model's configuration file beside the weights")
        }
        return width / headWidth
    }
}
