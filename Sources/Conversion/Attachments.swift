import ByteIO
import CLIPRuntime
import Families
import SafeTensors
import Tensors
import Tokenizer
import WeightFile

/// The tensors of a file that are no weights: the tokenizer's tables, golden embeddings.
struct Attachments {
    /// What they are, in the order of the file.
    let descriptors: [TensorDescriptor]

    private let tables: [TokenizerTable]

    init(_ plan: ConversionPlan) {
        tables = plan.architecture.contextLength == nil ? [] : plan.source.model.tokenizer?.tables ?? []
        descriptors = tables.map(\.descriptor) + (plan.options.validates ? Self.golden(plan) : [])
    }

    private static func golden(_ plan: ConversionPlan) -> [TensorDescriptor] {
        let width = plan.architecture.embedDimension
        let counts = [
            plan.architecture.imageResolution == nil
                ? nil : (GoldenEmbeddings.imageTensor, GoldenEmbeddings.pictureCount),
            plan.architecture.contextLength == nil
                ? nil : (GoldenEmbeddings.textTensor, GoldenEmbeddings.textCount),
        ].compactMap(\.self)
        return counts.compactMap { name, count in
            Shape([count, width]).map { TensorDescriptor(name: name, elementType: .float32, shape: $0) }
        }
    }

    /// Writes everything to the places of its tensors, and gives the digest of each.
    func write(
        _ golden: GoldenEmbeddings?, to entries: [SafeTensorsEntry], with writer: ClipwWriter
    ) throws(FileError) -> [Digest] {
        let tables = Dictionary(tables.map { ($0.descriptor.name, $0.bytes) }) { first, _ in first }
        var digests: [Digest] = []
        for entry in entries {
            let bytes =
                switch entry.descriptor.name {
                case GoldenEmbeddings.imageTensor: (golden?.image ?? []).joined().littleEndianBytes
                case GoldenEmbeddings.textTensor: (golden?.text ?? []).joined().littleEndianBytes
                default: tables[entry.descriptor.name] ?? []
                }
            var tensor = try EncodedTensor(entry, writer: writer)
            try tensor.append(bytes.span)
            digests.append(tensor.finish())
        }
        return digests
    }
}
