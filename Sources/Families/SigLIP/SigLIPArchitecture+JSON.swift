package import ModelKit
package import StrictJSON

extension SigLIPArchitecture {
    /// The description that goes into a `.clipw` file and into reports; a tower that is not there is null.
    package var json: JSONValue {
        [
            "embed_dim": .integer(embedDimension),
            "image": image.map(SigLIPImageArchitecture.fields.object) ?? .null,
            "text": text.map(SigLIPTextArchitecture.fields.object) ?? .null,
        ]
    }

    /// Reads the JSON form back.
    ///
    /// - Throws: The first key that is missing, unknown, of a wrong type or outside the limits.
    package init(json: JSONValue) throws(SchemaError) {
        let fields = try FieldReader(json, at: "model")
        try fields.requireExactly(["embed_dim", "image", "text"])
        var image: SigLIPImageArchitecture?
        if fields.has("image") {
            var read = SigLIPImageArchitecture(
                layers: 1, width: 1, heads: 1, mlpWidth: 1, patchSize: 1, imageResolution: 1)
            try SigLIPImageArchitecture.fields.readExactly(fields.object("image"), into: &read)
            image = read
        }
        var text: SigLIPTextArchitecture?
        if fields.has("text") {
            var read = SigLIPTextArchitecture(
                vocabularySize: 1, width: 1, heads: 1, layers: 1, mlpWidth: 1, padding: 0)
            try SigLIPTextArchitecture.fields.readExactly(fields.object("text"), into: &read)
            text = read
        }
        let embedDimension = try fields.integer("embed_dim")
        self = try locating("model") { () throws(SchemaError) in
            try SigLIPArchitecture(embedDimension: embedDimension, image: image, text: text)
        }
    }
}
