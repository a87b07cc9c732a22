import ByteIO
import CLIPRuntime
import Checkpoints
import Engines
import Kernels
import Layers
import ModelKit
import Synchronization
import Tensors

/// The weights of a checkpoint as the runtime reads them: under their canonical names, in float32.
///
/// What golden embeddings are computed from, before anything is rounded.
struct CheckpointWeights: WeightSource {
    private let source: SourceModel
    private let weights: [String: CanonicalWeight]
    private let tensors: [String: StoredTensor]
    /// The one weight of which single rows are asked for.
    private let tokenEmbedding = TokenEmbedding()

    init(_ source: SourceModel) {
        self.source = source
        weights = Dictionary(source.weights.map { ($0.name, $0) }) { first, _ in first }
        tensors = source.tensorsByName
    }

    func requireSameContent() throws(FileError) {
        for file in source.checkpoint.files { try file.requireSameContent() }
    }

    func weight(_ name: String) throws(FileError) -> StoredWeight {
        guard let weight = weights[name] else {
            throw FileError(
                .malformed, path: source.checkpoint.path, at: "tensor '\(name)'", found: "it is missing")
        }
        var floats: [Float] = []
        var bytes: [UInt8] = []
        for part in source.parts(of: weight, in: tensors) {
            let type = part.descriptor.elementType
            let byteCount = part.descriptor.shape.elementCount * type.byteCount
            try source.checkpoint.stream(part).read(byteCount, into: &bytes)
            guard let numbers = decodeFloats(bytes.span.extracting(first: byteCount), of: type) else {
                throw FileError(
                    .unsupported, path: source.checkpoint.path, at: "tensor '\(part.descriptor.name)'",
                    found: "\(type.rawValue) is no floating-point type")
            }
            floats += numbers
        }
        return .floats(floats)
    }

    func row(_ index: Int, of name: String) throws(FileError) -> [Float] {
        let floats = try tokenEmbedding.floats { () throws(FileError) in try weight(name).floatsOfCheckpoint }
        let length = weights[name]?.shape.dimensions.last ?? 0
        return Array(floats[index * length..<(index + 1) * length])
    }

    /// Reads the weight once.
    private final class TokenEmbedding: Sendable {
        private let stored = Mutex<[Float]?>(nil)

        func floats(_ read: () throws(FileError) -> [Float]) throws(FileError) -> [Float] {
            try stored.withLock { (stored) throws(FileError) in
                if let stored { return stored }
                let floats = try read()
                stored = floats
                return floats
            }
        }
    }
}

extension StoredWeight {
    fileprivate var floatsOfCheckpoint: [Float] {
        switch self {
        case .floats(let floats): floats
        case .encoded, .integers: []
        }
    }
}
