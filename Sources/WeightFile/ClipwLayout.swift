public import ByteIO
public import SafeTensors
public import Tensors

/// Where everything of a `.clipw` file will lie.
///
/// Weights keep the order in which they are given. Wherever one ends off a multiple of 64 bytes, a tensor of
/// zeros fills up; the digests come last.
public struct ClipwLayout: Sendable {
    let file: SafeTensorsLayout
    /// For each weight, its place among the entries.
    private let positions: [Int]

    /// Plans a file with these weights, in this order.
    ///
    /// - Parameter minimumDataOffset: where the data begin at the earliest.
    /// - Throws: `unsupported` if it would be too large for the format.
    public init(
        _ weights: [TensorDescriptor], metadata: ClipwMetadata, minimumDataOffset: Int = 0
    ) throws(FileError) {
        var tensors: [TensorDescriptor] = []
        var positions: [Int] = []
        var paddings = 0
        for weight in weights {
            positions.append(tensors.count)
            tensors.append(weight)
            let size = weight.shape.byteCount(of: weight.elementType) ?? 0
            let surplus = size % ClipwFormat.tensorAlignment
            guard surplus > 0, let shape = Shape([ClipwFormat.tensorAlignment - surplus]) else { continue }
            tensors.append(
                TensorDescriptor(
                    name: "\(ClipwFormat.paddingPrefix)\(paddings)", elementType: .uint8, shape: shape))
            paddings += 1
        }
        guard let digests = Shape([tensors.count + 1, Digest.byteCount]) else {
            throw FileError(.unsupported, found: "there are \(tensors.count) tensors")
        }
        tensors.append(TensorDescriptor(name: ClipwFormat.digestsName, elementType: .uint8, shape: digests))
        file = try SafeTensorsLayout(
            tensors, metadata: metadata.strings, dataAlignment: ClipwFormat.dataAlignment,
            minimumDataOffset: minimumDataOffset)
        self.positions = positions
    }

    /// Bytes of the whole file.
    public var byteCount: Int { file.byteCount }

    /// The weights with their places in the file, in the order given.
    public var weights: [SafeTensorsEntry] { positions.map { file.entries[$0] } }

    /// The digests of all tensors but the last, in the order of the file: those of the weights as given, those
    /// of the padding computed.
    func digests(ofWeights digests: [Digest]) throws(FileError) -> [Digest] {
        let given = Dictionary(uniqueKeysWithValues: zip(positions, digests))
        var all: [Digest] = []
        for (position, entry) in file.entries.dropLast().enumerated() {
            if let digest = given[position] {
                all.append(digest)
            } else {
                let zeros = [UInt8](repeating: 0, count: entry.byteRange.count)
                all.append(try SHA256.digest(of: zeros.span))
            }
        }
        return all
    }
}
