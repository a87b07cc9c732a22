import ByteIO
import SafeTensors
import Tensors
import WeightFile

/// The digests of a `.clipw` file, for files that may be broken.
enum ClipwDigests {
    /// Makes the digests right wherever the file has room for them.
    static func repair(_ bytes: inout [UInt8]) {
        guard let file = try? InputFile(inMemory: bytes, namedAs: "input"),
            let header = try? SafeTensorsFile(file).header, let last = header.entries.last,
            last.descriptor.name == ClipwFormat.digestsName
        else { return }
        let ranges = [0..<header.dataOffset] + header.entries.dropLast().map(\.byteRange)
        let digests = ranges.compactMap { range in
            try? SHA256.digest(of: bytes.span.extracting(range)).bytes
        }
        let table = digests.flatMap(\.self)
        guard table.count == last.byteRange.count else { return }
        bytes.replaceSubrange(last.byteRange, with: table)
    }
}
