package import ByteIO
import CLIPRuntime
import Checkpoints
import Kernels
import Layers
import ModelKit
import Tensors

/// What is wrong with a weight that can be read, and that no model can compute with.
package struct WeightDefect: Sendable {
    /// The tensor's name in the checkpoint.
    package let tensor: String
    /// What was found: the first number that is not finite, and how many there are.
    package let found: String
    /// What would have been right.
    package let allowed: String?
    /// Whether the checkpoint's own numbers are wrong, and not only too large for the type that was asked for.
    package let isMalformed: Bool

    /// A tensor with numbers that are infinite or NaN; nil where all are finite.
    init?(_ numbers: NonFiniteNumbers, of tensor: String) {
        guard numbers.count > 0 else { return nil }
        (self.tensor, found, allowed, isMalformed) = (tensor, "\(numbers)", "finite weights", true)
    }

    /// A tensor whose finite numbers became infinite as numbers of a narrower type; nil where all are finite.
    init?(_ numbers: NonFiniteNumbers, of tensor: String, narrowedTo type: ElementType) {
        guard let first = numbers.first else { return nil }
        let largest = type == .float16 ? "65504" : "3.4e38"
        self.tensor = tensor
        found =
            "element \(first.index) is too large for \(type.rawValue), and so are \(numbers.count) of "
            + "\(numbers.total)"
        allowed = "at most \(largest): a wider type keeps them"
        isMalformed = false
    }

    /// A weight that an error tells about.
    init(_ error: FileError, of tensor: String) {
        (self.tensor, found, allowed, isMalformed) = (tensor, error.found, error.allowed, true)
    }

    /// The defect as a failure of the checkpoint.
    ///
    /// - Parameter others: how many other weights are defective.
    func error(path: FilePath, others: Int) -> FileError {
        FileError(
            isMalformed ? .malformed : .unsupported, path: path, at: "tensor '\(tensor)'",
            found: others == 0 ? found : "\(found), and so it is with \(others) other tensors",
            allowed: allowed)
    }
}

extension SourceModel {
    /// Reads every weight and tells what is wrong with them, in their order; empty for a sound model.
    ///
    /// - Parameter threads: to read on.
    /// - Throws: what reading throws.
    package func weightDefects(threads: Int) throws(FileError) -> [WeightDefect] {
        let tensors = tensorsByName
        let parts = weights.flatMap { self.parts(of: $0, in: tensors) }
        let found = try mapInParallel(count: parts.count, threads: threads) { index throws(FileError) in
            let part = parts[index]
            let type = part.descriptor.elementType
            let stream = try checkpoint.stream(part)
            var numbers = NonFiniteNumbers()
            var buffer: [UInt8] = []
            var remaining = part.byteCount
            while remaining > 0 {
                let count = min(remaining, 1 << 20)
                try stream.read(count, into: &buffer)
                numbers.add(buffer.span.extracting(first: count), of: type)
                remaining -= count
            }
            return WeightDefect(numbers, of: part.descriptor.name)
        }
        let defects = found.compactMap(\.self)
        let scale = try logitScaleDefect.flatMap { scale in
            defects.contains { $0.tensor == scale.tensor } ? nil : scale
        }
        return defects + [scale].compactMap(\.self)
    }

    /// What is wrong with the logit scale, if the model has one.
    var logitScaleDefect: WeightDefect? {
        get throws(FileError) {
            let tensor = weights.first { $0.name == LogitScale.weightName }?.parts.first
            guard let tensor else { return nil }
            let logarithm = try CheckpointWeights(self).floats(LogitScale.weightName).first
            do {
                _ = try LogitScale(logarithm: logarithm)
                return nil
            } catch {
                return WeightDefect(error, of: tensor)
            }
        }
    }

    /// The checkpoint's tensors by their names.
    var tensorsByName: [String: StoredTensor] {
        Dictionary(checkpoint.tensors.map { ($0.descriptor.name, $0) }) { first, _ in first }
    }
}
