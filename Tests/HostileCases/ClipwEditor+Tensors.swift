import ByteIO
import Foundation

extension ClipwEditor {
    /// Adds tensors of 64 bytes each behind the others, with their digests.
    mutating func addTensors(_ names: [String]) {
        let digests = range(of: "clipw.digests")
        let content = [UInt8](repeating: 1, count: 64)
        guard let entry = header.range(of: "\"clipw.digests\""),
            let digest = try? SHA256.digest(of: content.span).bytes
        else { preconditionFailure("no digests in \(header)") }
        func member(_ name: String, _ shape: String, _ start: Int, _ byteCount: Int) -> String {
            "\"\(name)\":{\"dtype\":\"U8\",\"shape\":\(shape),\"data_offsets\":[\(start),\(start + byteCount)]}"
        }
        let members = names.enumerated().map { index, name in
            member(name, "[64]", digests.lowerBound + 64 * index, 64) + ","
        }
        let count = digests.count / Digest.byteCount + names.count
        header =
            header[..<entry.lowerBound] + members.joined()
            + member(
                "clipw.digests", "[\(count),\(Digest.byteCount)]", digests.lowerBound + 64 * names.count,
                Digest.byteCount * count) + "}"
        data =
            data[..<digests.lowerBound] + names.flatMap { _ in content } + data[digests]
            + names.flatMap { _ in digest }
    }
}
