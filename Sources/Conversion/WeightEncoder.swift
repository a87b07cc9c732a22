import ByteIO
import Checkpoints
import Kernels
import ModelKit
import Quantization
import SafeTensors
import Tensors
import WeightFile

/// Takes one weight from a checkpoint to its place in the output, a piece at a time.
///
/// Each piece is whole rows of dimension 0, so that a row can be quantised without the rest. Memory stays at a
/// few pieces, however large the weight.
struct WeightEncoder {
    let plan: ConversionPlan
    let tensors: [String: StoredTensor]
    let writer: ClipwWriter
    /// Called with the number of source bytes of each piece.
    let progress: @Sendable (Int) -> Void

    /// Writes a weight to the places of its tensors in the file.
    func encode(
        _ planned: ConversionPlan.PlannedWeight, to entries: [SafeTensorsEntry]
    ) throws(FileError) -> EncodedWeight {
        var output = try EncodedTensor(entries[0], writer: writer)
        var float32 = try SHA256()
        var exact: [UInt8] = []
        var scales: [UInt8] = []
        var defects: [WeightDefect] = []
        var (piece, floats, encoded): ([UInt8], [UInt8], [UInt8]) = ([], [], [])
        for part in plan.source.parts(of: planned.weight, in: tensors) {
            let type = part.descriptor.elementType
            let stream = try plan.source.checkpoint.stream(part)
            let rows = part.descriptor.shape.dimensions.first ?? 1
            let rowLength = part.descriptor.shape.elementCount / max(rows, 1)
            let rowsAtOnce = max(1, plan.options.pieceElementCount / max(rowLength, 1))
            var numbers = (source: NonFiniteNumbers(), narrowed: NonFiniteNumbers())
            var remaining = rows
            while remaining > 0 {
                let count = min(rowsAtOnce, remaining)
                let byteCount = count * rowLength * type.byteCount
                try stream.read(byteCount, into: &piece)
                let source = piece.span.extracting(first: byteCount)
                numbers.source.add(source, of: type)
                // What is wrong is counted to its end, and never written.
                if numbers.source.count == 0 {
                    let target = planned.storage.numbers
                    if target != .float32 {
                        let count = try convert(source, part, to: .float32, into: &exact)
                        float32.update(exact.span.extracting(first: count))
                    }
                    let converted = try convert(source, part, to: target, into: &floats)
                    let narrowed = floats.span.extracting(first: converted)
                    if target == .float32 { float32.update(narrowed) }
                    if target.byteCount < type.byteCount { numbers.narrowed.add(narrowed, of: target) }
                    if numbers.narrowed.count == 0 {
                        switch planned.storage {
                        case .floatingPoint: try output.append(narrowed)
                        case .symmetricInt8:
                            let written = try quantize(
                                narrowed, rowLength: rowLength, into: &encoded, scales: &scales, part)
                            try output.append(encoded.span.extracting(first: written))
                        }
                    }
                }
                progress(byteCount)
                remaining -= count
            }
            let name = part.descriptor.name
            defects += [
                WeightDefect(numbers.source, of: name)
                    ?? WeightDefect(numbers.narrowed, of: name, narrowedTo: planned.storage.numbers)
            ].compactMap(\.self)
        }
        guard entries.count == 2 else {
            return EncodedWeight(
                digests: [output.finish()], float32Digest: float32.finish(), defects: defects)
        }
        var scaleOutput = try EncodedTensor(entries[1], writer: writer)
        try scaleOutput.append(scales.span)
        return EncodedWeight(
            digests: [output.finish(), scaleOutput.finish()], float32Digest: float32.finish(),
            defects: defects)
    }

    private func convert(
        _ source: Span<UInt8>, _ part: StoredTensor, to type: ElementType, into target: inout [UInt8]
    ) throws(FileError) -> Int {
        guard let conversion = ElementConversion(from: part.descriptor.elementType, to: type) else {
            throw FileError(
                .unsupported, path: plan.source.checkpoint.path, at: "tensor '\(part.descriptor.name)'",
                found: "\(part.descriptor.elementType.rawValue) cannot become \(type.rawValue)")
        }
        return conversion.convert(source, into: &target)
    }

    /// Quantises rows, of which each number is finite: the kernel refuses others too.
    private func quantize(
        _ rows: Span<UInt8>, rowLength: Int, into target: inout [UInt8], scales: inout [UInt8],
        _ part: StoredTensor
    ) throws(FileError) -> Int {
        do {
            return try quantizeRows(rows, rowLength: rowLength, into: &target, appendingScalesTo: &scales)
        } catch {
            throw FileError(
                .malformed, path: plan.source.checkpoint.path, at: "tensor '\(part.descriptor.name)'",
                found: "\(error)", allowed: "finite weights")
        }
    }
}

/// What became of a weight.
struct EncodedWeight {
    /// SHA-256 of each of its tensors in the output; meaningless where there are defects.
    var digests: [Digest] = []
    /// SHA-256 of its numbers in float32, little-endian; meaningless where there are defects.
    var float32Digest: Digest?
    /// What is wrong with the tensors that it is made of.
    var defects: [WeightDefect] = []
}

extension WeightStorage {
    /// The type of the numbers that are stored, or quantised.
    fileprivate var numbers: ElementType {
        switch self {
        case .floatingPoint(let type): type
        case .symmetricInt8: .float32
        }
    }
}

/// A tensor of the output that grows from its first byte to its last.
struct EncodedTensor: ~Copyable {
    private let writer: ClipwWriter
    private var position: Int
    private var hash: SHA256

    init(_ entry: SafeTensorsEntry, writer: ClipwWriter) throws(FileError) {
        self.writer = writer
        position = entry.byteRange.lowerBound
        hash = try SHA256()
    }

    mutating func append(_ bytes: Span<UInt8>) throws(FileError) {
        try writer.write(bytes, at: position)
        hash.update(bytes)
        position += bytes.count
    }

    consuming func finish() -> Digest {
        hash.finish()
    }
}
