import ByteIO
import CLIPSchema
import Checkpoints
import Kernels
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
        var scales: [UInt8] = []
        var row = 0
        var overflows = 0
        var (piece, floats, encoded): ([UInt8], [UInt8], [UInt8]) = ([], [], [])
        for part in plan.source.parts(of: planned.weight, in: tensors) {
            let stream = try plan.source.checkpoint.stream(part)
            let rows = part.descriptor.shape.dimensions.first ?? 1
            let rowLength = part.descriptor.shape.elementCount / max(rows, 1)
            let rowsAtOnce = max(1, plan.options.pieceElementCount / max(rowLength, 1))
            var remaining = rows
            while remaining > 0 {
                let count = min(rowsAtOnce, remaining)
                let byteCount = count * rowLength * part.descriptor.elementType.byteCount
                try stream.read(byteCount, into: &piece)
                let source = piece.span.extracting(first: byteCount)
                let written: Int
                switch planned.storage {
                case .floatingPoint(let type):
                    written = try convert(source, part, to: type, into: &encoded)
                    if type == .float16, part.descriptor.elementType != .float16 {
                        overflows += Self.overflowCount(
                            in: encoded.span.extracting(first: written), of: source,
                            part.descriptor.elementType)
                    }
                case .symmetricInt8:
                    let floatCount = try convert(source, part, to: .float32, into: &floats)
                    written = try quantize(
                        floats.span.extracting(first: floatCount), rowLength: rowLength, into: &encoded,
                        scales: &scales,
                        planned, firstRow: row)
                }
                try output.append(encoded.span.extracting(first: written))
                progress(byteCount)
                remaining -= count
                row += count
            }
        }
        guard entries.count == 2 else {
            return EncodedWeight(digests: [output.finish()], overflowCount: overflows)
        }
        var scaleOutput = try EncodedTensor(entries[1], writer: writer)
        try scaleOutput.append(scales.span)
        return EncodedWeight(digests: [output.finish(), scaleOutput.finish()], overflowCount: 0)
    }

    /// How many finite numbers became infinite float16.
    ///
    /// PyTorch's cast does the same without a word.
    private static func overflowCount(in halves: Span<UInt8>, of source: Span<UInt8>, _ type: ElementType)
        -> Int
    {
        var suspects = 0
        for index in stride(from: 1, to: halves.count, by: 2) where halves[index] & 0x7C == 0x7C {
            suspects += 1
        }
        guard suspects > 0 else { return 0 }
        let nonFinite = decodeFloats(source, of: type)?.count { !$0.isFinite } ?? 0
        return suspects - nonFinite
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

    private func quantize(
        _ rows: Span<UInt8>, rowLength: Int, into target: inout [UInt8], scales: inout [UInt8],
        _ planned: ConversionPlan.PlannedWeight, firstRow: Int
    ) throws(FileError) -> Int {
        do {
            return try quantizeRows(rows, rowLength: rowLength, into: &target, appendingScalesTo: &scales)
        } catch {
            throw FileError(
                .unsupported, path: plan.source.checkpoint.path, at: "tensor '\(planned.weight.name)'",
                found: "\(error.value) at row \(firstRow + error.row), column \(error.column)",
                allowed: "int8 needs finite weights; convert to --fp32 to keep them")
        }
    }
}

/// What became of a weight.
struct EncodedWeight {
    /// SHA-256 of each of its tensors in the output.
    var digests: [Digest] = []
    /// Finite numbers that are too large for float16 and became infinite.
    var overflowCount = 0
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
