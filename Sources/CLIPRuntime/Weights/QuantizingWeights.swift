import ByteIO
import Engines
import Families
import Kernels
import Layers
import Quantization
import Tensors

/// Weights in floating point, quantised as they are read: what an int8 file of them would have.
///
/// Single rows stay as they are: they take part in no product.
struct QuantizingWeights: WeightSource {
    private let source: any WeightSource
    private let quantized: [String: Shape]

    /// Quantises those weights of a model that an int8 file stores so.
    init(_ source: any WeightSource, _ architecture: any Architecture) {
        self.source = source
        let chosen = architecture.expectedTensors.filter { $0.storage(at: .int8) == .symmetricInt8 }
        quantized = Dictionary(chosen.map { ($0.name, $0.shape) }) { first, _ in first }
    }

    func weight(_ name: String) throws(FileError) -> StoredWeight {
        let stored = try source.weight(name)
        guard let rows = quantized[name]?.dimensions.first else { return stored }
        if case .integers = stored { return stored }
        let floats = stored.floats
        guard let result = quantizeRows(floats.span, rowLength: floats.count / rows) else {
            throw FileError(
                .unsupported, at: "tensor '\(name)'", found: "not all of its numbers are finite",
                allowed: "int8 needs finite weights; compute in fp32")
        }
        return .integers(result.integers, scales: result.scales)
    }

    func row(_ index: Int, of name: String) throws(FileError) -> [Float] {
        try source.row(index, of: name)
    }

    func requireSameContent() throws(FileError) { try source.requireSameContent() }
}
