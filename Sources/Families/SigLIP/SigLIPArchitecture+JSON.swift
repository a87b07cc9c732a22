package import ModelKit
package import StrictJSON

// The description of a model: an object for each tower, with `kind` and the tower's fields.
extension SigLIPArchitecture {
    private static let kinds: [Tower: String] = [.image: "vit", .text: "transformer"]

    /// The description that goes into reports; a tower that is not there is null.
    package var json: JSONValue {
        [
            "name": .string(name), "family": .string(family), "embed_dim": .integer(embedDimension),
            "image": fields(of: .image), "text": fields(of: .text),
        ]
    }

    package func fields(of tower: Tower) -> JSONValue {
        let fields =
            switch tower {
            case .image: image.map(SigLIPImageArchitecture.fields.object)
            case .text: text.map(SigLIPTextArchitecture.fields.object)
            }
        guard let members = fields?.object?.members else { return .null }
        var object = JSONObject()
        object["kind"] = Self.kinds[tower].map { .string($0) }
        for member in members { object[member.key] = member.value }
        return .object(object)
    }

    /// Reads the towers' objects.
    ///
    /// - Throws: The first key that is missing, unknown, of a wrong type or outside the limits.
    package init(embedDimension: Int, image: FieldReader?, text: FieldReader?) throws(SchemaError) {
        var imageTower: SigLIPImageArchitecture?
        if let image {
            var read = SigLIPImageArchitecture(
                layers: 1, width: 1, heads: 1, mlpWidth: 1, patchSize: 1, imageResolution: 1)
            try Self.require(.image, image)
            try image.read(SigLIPImageArchitecture.fields, into: &read, besides: ["kind"])
            imageTower = read
        }
        var textTower: SigLIPTextArchitecture?
        if let text {
            var read = SigLIPTextArchitecture(
                vocabularySize: 1, width: 1, heads: 1, layers: 1, mlpWidth: 1, padding: 0)
            try Self.require(.text, text)
            try text.read(SigLIPTextArchitecture.fields, into: &read, besides: ["kind"])
            textTower = read
        }
        try self.init(embedDimension: embedDimension, image: imageTower, text: textTower)
    }

    private static func require(_ tower: Tower, _ fields: FieldReader) throws(SchemaError) {
        guard let kind = kinds[tower], try fields.string("kind") == kind else {
            throw fields.failure("kind", kinds[tower] ?? "")
        }
    }
}
