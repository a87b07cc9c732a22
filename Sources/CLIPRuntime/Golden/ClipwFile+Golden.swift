public import ByteIO
import Families
import Kernels
import ModelKit
public import SafeTensors
import StrictJSON
import Tensors
public import WeightFile

extension GoldenEmbeddings {
    /// Names of the tensors, in a `.clipw` file and in one that another program made.
    package static let imageTensor = "clipw.golden.image"
    package static let textTensor = "clipw.golden.text"

    /// The embeddings in a safetensors file, which a `.clipw` file is too; nil if it has none.
    ///
    /// - Throws: `malformed` for tensors of another type or rank.
    public init?(_ container: SafeTensorsFile) throws(FileError) {
        try self.init(container.header.entries, in: container.file)
    }

    /// The embeddings in a `.clipw` file; nil if it has none.
    public init?(_ file: ClipwFile) throws(FileError) {
        try self.init(file.entries, in: file.file)
    }

    private init?(_ entries: [SafeTensorsEntry], in file: InputFile) throws(FileError) {
        let image = try entries.first { $0.descriptor.name == Self.imageTensor }.map {
            (entry) throws(FileError) in
            try Self.rows(of: entry, in: file)
        }
        let text = try entries.first { $0.descriptor.name == Self.textTensor }.map {
            (entry) throws(FileError) in
            try Self.rows(of: entry, in: file)
        }
        guard image != nil || text != nil else { return nil }
        self.init(image: image ?? [], text: text ?? [])
    }

    private static func rows(of entry: SafeTensorsEntry, in file: InputFile) throws(FileError) -> [[Float]] {
        let dimensions = entry.descriptor.shape.dimensions
        guard entry.descriptor.elementType == .float32, dimensions.count == 2, dimensions[0] <= 4096 else {
            throw FileError(
                .malformed, path: file.path, at: "tensor '\(entry.descriptor.name)'",
                found: "it is \(entry.descriptor.elementType.rawValue) \(entry.descriptor.shape)",
                allowed: "F32 [probes, embedding]")
        }
        let bytes = try file.bytes(entry.byteRange.count, at: entry.byteRange.lowerBound)
        let floats = decodeFloats(bytes.span, of: .float32) ?? []
        return (0..<dimensions[0]).map { Array(floats[$0 * dimensions[1]..<($0 + 1) * dimensions[1]]) }
    }
}

extension GoldenComparison {
    /// Measures a `.clipw` file: embeds the probes with its own weights, on the engine that serves them, and compares.
    ///
    /// - Parameter golden: what to compare with.
    /// - Throws: what opening and running the model throws; `malformed` if the golden embeddings are of another
    ///   number or length than the model's.
    public init(
        measuring file: ClipwFile, against golden: GoldenEmbeddings,
        options: RuntimeOptions = RuntimeOptions()
    ) throws(FileError) {
        let description = try ModelDescription(file)
        var variant = GoldenEmbeddings(image: [], text: [])
        do {
            // One tower after the other, so that both need not fit into memory.
            for tower in description.architecture.towers {
                guard let architecture = description.architecture.keeping(tower) else { continue }
                let model = try EmbeddingModel(
                    ClipwWeights(file), architecture: architecture, storedPrecision: file.metadata.precision,
                    options: options)
                let probes = try model.probe(description.preprocessing)
                variant.image += probes.image
                variant.text += probes.text
            }
        } catch {
            throw error.inFile(file.file.path)
        }
        guard let comparison = GoldenComparison(variant, with: golden) else {
            throw FileError(
                .malformed, path: file.file.path,
                found:
                    "the golden embeddings are \(Self.sizes(golden)), the model's \(Self.sizes(variant))",
                allowed:
                    "golden embeddings of this model, for probes of version \(GoldenEmbeddings.probeVersion)")
        }
        self = comparison
    }

    private static func sizes(_ embeddings: GoldenEmbeddings) -> String {
        "\(embeddings.image.count) x \(embeddings.image.first?.count ?? 0) of pictures and "
            + "\(embeddings.text.count) x \(embeddings.text.first?.count ?? 0) of texts"
    }
}
