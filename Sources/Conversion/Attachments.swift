import ByteIO
import CLIPRuntime
import CLIPSchema
import SafeTensors
import Tensors
import WeightFile

/// The tensors of a file that are no weights: golden embeddings.
struct Attachments {
    /// What they are, in the order of the file.
    let descriptors: [TensorDescriptor]

    init(_ plan: ConversionPlan) {
        guard plan.options.validates else {
            descriptors = []
            return
        }
        let width = plan.architecture.embedDimension
        let counts = [
            plan.architecture.vision == nil
                ? nil : (GoldenEmbeddings.imageTensor, GoldenEmbeddings.pictureCount),
            plan.architecture.text == nil ? nil : (GoldenEmbeddings.textTensor, GoldenEmbeddings.textCount),
        ].compactMap(\.self)
        descriptors = counts.compactMap { name, count in
            Shape([count, width]).map { TensorDescriptor(name: name, elementType: .float32, shape: $0) }
        }
    }

    /// Writes golden embeddings to the places of their tensors, and gives the digest of each.
    static func write(
        _ golden: GoldenEmbeddings, to entries: [SafeTensorsEntry], with writer: ClipwWriter
    ) throws(FileError) -> [Digest] {
        var digests: [Digest] = []
        for entry in entries {
            let rows = entry.descriptor.name == GoldenEmbeddings.imageTensor ? golden.image : golden.text
            let bytes = rows.joined().flatMap { number in
                (0..<4).map { UInt8(truncatingIfNeeded: number.bitPattern >> (8 * $0)) }
            }
            var tensor = try EncodedTensor(entry, writer: writer)
            try tensor.append(bytes.span)
            digests.append(tensor.finish())
        }
        return digests
    }
}
