public import ByteIO
package import Families
package import ModelKit
import SafeTensors
package import StrictJSON
import Tensors
public import WeightFile

/// What a `.clipw` file says about its model.
package struct ModelDescription: Sendable {
    /// The model's dimensions.
    package let architecture: any Architecture
    /// How images become its input; nil without image tower.
    package let preprocessing: Preprocessing?
    /// How texts become its input; null without text tower, and in a model that takes token ids only.
    package let tokenizer: JSONValue

    /// The description of a model that is to be written.
    package init(
        architecture: any Architecture, preprocessing: Preprocessing?, tokenizer: JSONValue
    ) {
        self.architecture = architecture
        self.preprocessing = architecture.imageResolution == nil ? nil : preprocessing
        self.tokenizer = architecture.contextLength == nil ? .null : tokenizer
    }

    /// Reads the description of an open file, and checks it against the tensors that the file has.
    ///
    /// - Throws: `malformed` where it is not one, or where a tensor is missing, superfluous or of another shape, with
    ///   both shapes; `unsupported` for a family that is not known.
    package init(_ file: ClipwFile) throws(FileError) {
        do throws(SchemaError) {
            try self.init(json: file.metadata.model)
            try architecture.check(Self.weights(of: file))
        } catch {
            throw FileError(error, path: file.file.path)
        }
    }

    /// Reads the value of the metadata key `model`.
    ///
    /// - Throws: The first key that is missing, unknown, of a wrong type or outside the limits.
    package init(json: JSONValue) throws(SchemaError) {
        let fields = try FieldReader(json, at: "model")
        try fields.requireExactly(Self.keys)
        _ = try fields.string("name")
        architecture = try Families.architecture(fields)
        preprocessing =
            architecture.imageResolution == nil ? nil : try Preprocessing(json: json["preprocess"] ?? .null)
        try preprocessing?.check(against: architecture)
        tokenizer = json["tokenizer"] ?? .null
        if architecture.imageResolution == nil {
            try fields.requireNull(["preprocess"], because: "a model without image tower")
        }
        if architecture.contextLength == nil {
            try fields.requireNull(["tokenizer"], because: "a model without text tower")
        }
        guard (json["similarity"] ?? .null) == similarity else {
            throw fields.failure("similarity", similarity.text)
        }
    }
}

extension ModelDescription {
    private static let keys: Set<String> = [
        "family", "name", "embed_dim", "image", "text", "preprocess", "tokenizer", "similarity",
    ]

    /// The value of the metadata key `model`.
    package var json: JSONValue {
        [
            "family": .string(architecture.family), "name": .string(architecture.name),
            "embed_dim": .integer(architecture.embedDimension), "image": architecture.fields(of: .image),
            "text": architecture.fields(of: .text), "preprocess": preprocessing?.json ?? .null,
            "tokenizer": tokenizer, "similarity": similarity,
        ]
    }

    /// How a cosine becomes a probability; null in a model of one tower.
    private var similarity: JSONValue {
        architecture.towers.count == 2 ? .string(architecture.similarity.rawValue) : .null
    }

    /// The weights without the scales of the quantised ones.
    private static func weights(of file: ClipwFile) -> [TensorDescriptor] {
        let quantized = Set(file.weights.filter { $0.descriptor.elementType == .int8 }.map(\.descriptor.name))
        return file.weights.map(\.descriptor).filter { weight in
            guard weight.name.hasSuffix(ClipwFormat.scaleSuffix) else { return true }
            return !quantized.contains(String(weight.name.dropLast(ClipwFormat.scaleSuffix.count)))
        }
    }
}

extension EmbeddingModel {
    /// The model in a `.clipw` file.
    ///
    /// - Throws: as `ModelDescription`; `inputOutput` where memory is short.
    public convenience init(_ file: ClipwFile, options: RuntimeOptions = RuntimeOptions()) throws(FileError) {
        try self.init(
            ClipwWeights(file), architecture: try ModelDescription(file).architecture,
            storedPrecision: file.metadata.precision, options: options)
    }
}
