package import ByteIO
import Tensors

/// The elements of one tensor in C order, front to back, as their little-endian bytes.
///
/// A contiguous tensor is read from the file piece by piece, any other view (a transposed projection, a
/// slice) in tiles, so that memory does not grow with the tensor. Only of a deflated storage, which can be
/// read in one direction only, the part that such a view spans is held.
package final class TensorStream {
    private enum Source {
        case file(InputFile, offset: Int)
        case deflated(ZipInflater.Stream)
        case strided
    }

    private let tensor: StoredTensor
    private let path: FilePath
    private let source: Source
    private var strided: StridedReader?
    private var position = 0

    init(_ tensor: StoredTensor, file: InputFile, zip: ZipArchive?) throws(FileError) {
        self.tensor = tensor
        path = file.path
        let size = tensor.descriptor.elementType.byteCount
        let start = tensor.view.offset * size
        switch (tensor.storage.location, tensor.view.isContiguous) {
        case (.plain(let offset), true):
            source = .file(file, offset: offset + start)
        case (.plain(let offset), false):
            source = .strided
            strided = StridedReader(tensor.stridedPlan, from: .file(file, offset: offset))
        case (.deflated(let entry), let isContiguous):
            guard let zip else {
                throw FileError(
                    .malformed, at: entry.location, found: "it is deflated, in a file that is no archive")
            }
            let stream = try zip.stream(of: entry)
            var skipped: [UInt8] = []
            var remaining = start
            while remaining > 0 {
                let count = min(remaining, 1 << 20)
                try stream.read(count, into: &skipped)
                remaining -= count
            }
            if isContiguous {
                source = .deflated(stream)
            } else {
                let spanByteCount = tensor.view.span * size
                // The file has a thousandth of this: memory would not be in proportion to it.
                guard spanByteCount <= Limits.gatheredDeflatedBytes else {
                    throw FileError(
                        .unsupported, at: entry.location,
                        found: "strides call for \(spanByteCount) deflated bytes at once",
                        allowed: "at most \(Limits.gatheredDeflatedBytes): save it contiguous or uncompressed"
                    )
                }
                var span: [UInt8] = []
                try stream.read(spanByteCount, into: &span)
                try stream.finish()
                source = .strided
                strided = StridedReader(tensor.stridedPlan, from: .memory(span, offset: start))
            }
        }
    }

    /// Fills the first `count` bytes of the buffer, growing it if it is shorter.
    ///
    /// - Throws: whatever reading throws; `malformed` past the tensor's end.
    package func read(_ count: Int, into buffer: inout [UInt8]) throws(FileError) {
        do {
            try readNext(count, into: &buffer)
        } catch {
            throw error.within("tensor '\(tensor.descriptor.name)'").inFile(path)
        }
    }

    private func readNext(_ count: Int, into buffer: inout [UInt8]) throws(FileError) {
        guard count >= 0, count <= tensor.byteCount - position else {
            throw FileError(.malformed, found: "it has only \(tensor.byteCount) bytes")
        }
        switch source {
        case .file(let file, let offset):
            try file.read(count, at: offset + position, into: &buffer)
        case .deflated(let stream):
            try stream.read(count, into: &buffer)
        case .strided:
            try strided?.read(count, into: &buffer)
        }
        position += count
        if position == tensor.byteCount, case .deflated(let stream) = source { try stream.finish() }
    }
}
