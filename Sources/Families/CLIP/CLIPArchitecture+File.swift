package import ModelKit
package import StrictJSON

// The description of a model in a `.clipw` file: an object for each tower, with `kind`, `activation` and the tower's fields.
extension CLIPArchitecture {
    package var family: String { CLIPFamily.name }

    package func fields(of tower: Tower) -> JSONValue {
        switch tower {
        case .image: vision.map { $0.fields(activation: activation) } ?? .null
        case .text:
            text.map {
                Self.object(
                    kind: TextArchitecture.kind, activation: activation, TextArchitecture.fields.keys,
                    TextArchitecture.fields.members(of: $0))
            } ?? .null
        }
    }

    /// Reads the towers' objects.
    ///
    /// - Throws: The first key that is missing, unknown, of a wrong type or outside the limits; two activations.
    init(embedDimension: Int, image: FieldReader?, text: FieldReader?) throws(SchemaError) {
        let vision = try image.map { (fields) throws(SchemaError) in try VisionArchitecture(fields) }
        let ofImage = try vision?.hasActivation == true ? image?.activation() : nil
        let ofText = try text?.activation()
        if let text, let ofImage, let ofText, ofImage != ofText {
            throw text.failure("activation", "\(ofImage.rawValue) as in the image tower")
        }
        try self.init(
            embedDimension: embedDimension, vision: vision,
            text: text.map { (fields) throws(SchemaError) in try TextArchitecture(fields) },
            // Without a tower that has one, it is in no layer.
            activation: ofText ?? ofImage ?? .quickGELU)
    }

    fileprivate static func object(
        kind: String, activation: Activation?, _ keys: [String], _ members: [String: JSONValue]
    ) -> JSONValue {
        var object = JSONObject()
        object["kind"] = .string(kind)
        if let activation { object["activation"] = .string(activation.rawValue) }
        for key in keys { object[key] = members[key] }
        return .object(object)
    }
}

extension VisionArchitecture {
    /// A ResNet has ReLU.
    fileprivate var hasActivation: Bool {
        switch self {
        case .vit: true
        case .resNet: false
        }
    }

    fileprivate func fields(activation: Activation) -> JSONValue {
        let keys =
            switch self {
            case .vit: ViTArchitecture.fields.keys
            case .resNet: ResNetArchitecture.fields.keys
            }
        return CLIPArchitecture.object(
            kind: family, activation: hasActivation ? activation : nil, keys, members)
    }

    fileprivate init(_ fields: FieldReader) throws(SchemaError) {
        switch try fields.string("kind") {
        case "vit":
            var vit = ViTArchitecture(
                layers: 1, width: 1, heads: 1, mlpWidth: 1, patchSize: 1, imageResolution: 1)
            try fields.read(ViTArchitecture.fields, into: &vit, besides: ["kind", "activation"])
            self = .vit(vit)
        case "resnet":
            var resNet = ResNetArchitecture(stageLayers: [], width: 1, heads: 1, imageResolution: 1)
            try fields.read(ResNetArchitecture.fields, into: &resNet, besides: ["kind"])
            self = .resNet(resNet)
        default: throw fields.failure("kind", "vit or resnet")
        }
    }
}

extension TextArchitecture {
    /// What `kind` is in a file.
    fileprivate static let kind = "transformer"

    fileprivate init(_ fields: FieldReader) throws(SchemaError) {
        guard try fields.string("kind") == Self.kind else { throw fields.failure("kind", Self.kind) }
        self.init(width: 1, heads: 1, layers: 1, mlpWidth: 1)
        try fields.read(Self.fields, into: &self, besides: ["kind", "activation"])
    }
}

extension FieldReader {
    fileprivate func activation() throws(SchemaError) -> Activation { try choice("activation") }
}
