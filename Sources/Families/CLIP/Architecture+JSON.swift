import ModelKit
public import StrictJSON

extension Architecture {
    /// The description that goes into a `.clipw` file and into reports.
    ///
    /// The keys of a tower that is not there are null, and so are a patch size and an MLP width in a ResNet;
    /// `vision_layers` is a number in a ViT, and the bottlenecks of the four stages in a ResNet.
    public var json: JSONValue {
        var vit: ViTArchitecture?
        var resNet: ResNetArchitecture?
        switch vision {
        case .vit(let value): vit = value
        case .resNet(let value): resNet = value
        case nil: break
        }
        let stages = (resNet?.stageLayers).map { JSONValue.array($0.map { .integer($0) }) }
        return [
            "name": .string(name),
            "family": vision.map { .string($0.family) } ?? .null,
            "embed_dim": .integer(embedDimension),
            "image_resolution": .integer(orNull: vision?.imageResolution),
            "vision_layers": stages ?? .integer(orNull: vit?.layers),
            "vision_width": .integer(orNull: vit?.width ?? resNet?.width),
            "vision_patch_size": .integer(orNull: vit?.patchSize),
            "context_length": .integer(orNull: text?.contextLength),
            "vocab_size": .integer(orNull: text?.vocabularySize),
            "transformer_width": .integer(orNull: text?.width),
            "transformer_heads": .integer(orNull: text?.heads),
            "transformer_layers": .integer(orNull: text?.layers),
            "activation": .string(activation.rawValue),
            "vision_heads": .integer(orNull: vit?.heads ?? resNet?.heads),
            "vision_mlp_width": .integer(orNull: vit?.mlpWidth),
            "vision_pre_norm": vit.map { .bool($0.hasPreNorm) } ?? .null,
            "vision_pooling": .string(
                orNull: vit?.pooling.rawValue ?? (resNet == nil ? nil : Self.attentionPooling)),
            "vision_norm_eps": .number(orNull: vit?.normEpsilon ?? resNet?.normEpsilon),
            "transformer_mlp_width": .integer(orNull: text?.mlpWidth),
            "transformer_norm_eps": .number(orNull: text?.normEpsilon),
        ]
    }

    /// How a ResNet pools, in the JSON form.
    static let attentionPooling = "attention"
}

extension JSONValue {
    fileprivate static func integer(orNull value: Int?) -> JSONValue { value.map { .integer($0) } ?? .null }
    fileprivate static func number(orNull value: Double?) -> JSONValue { value.map { .number($0) } ?? .null }
    fileprivate static func string(orNull value: String?) -> JSONValue { value.map { .string($0) } ?? .null }
}
