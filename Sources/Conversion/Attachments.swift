import ByteIO
import CLIPRuntime
import Families
import SafeTensors
import Tensors
import Tokenizer
import WeightFile

/// The tensors of a file that are no weights: the tokenizer's merges, golden embeddings.
struct Attachments {
    /// What they are, in the order of the file.
    let descriptors: [TensorDescriptor]

    init(_ plan: ConversionPlan) {
        descriptors = Self.merges(plan) + (plan.options.validates ? Self.golden(plan) : [])
    }

    private static func merges(_ plan: ConversionPlan) -> [TensorDescriptor] {
        guard let vocabularySize = plan.architecture.vocabularySize,
            let tokenizer = Tokenizer.clip(vocabularySize: vocabularySize),
            let shape = Shape([tokenizer.merges.pairs.count, 2])
        else { return [] }
        return [TensorDescriptor(name: Tokenizer.mergesTensor, elementType: .uint16, shape: shape)]
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
    static func write(
        _ golden: GoldenEmbeddings?, to entries: [SafeTensorsEntry], with writer: ClipwWriter
    ) throws(FileError) -> [Digest] {
        var digests: [Digest] = []
        for entry in entries {
            let bytes =
                switch entry.descriptor.name {
                case Tokenizer.mergesTensor: Tokenizer.bytes(of: .clip)
                case GoldenEmbeddings.imageTensor: (golden?.image ?? []).joined().littleEndianBytes
                default: (golden?.text ?? []).joined().littleEndianBytes
                }
            var tensor = try EncodedTensor(entry, writer: writer)
            try tensor.append(bytes.span)
            digests.append(tensor.finish())
        }
        return digests
    }
}
