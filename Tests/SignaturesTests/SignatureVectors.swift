import ByteIO
import Foundation
import Signatures
import TestSupport

/// The signatures, keys and the file of Formats/vectors/minisign, which minisign itself made.
enum SignatureVectors {
    static func path(_ name: String) -> FilePath {
        FilePath(Repository.root.appending(path: "Formats/vectors/minisign/\(name)").path)
    }

    /// The file that most of them are of.
    static var signed: InputFile {
        get throws { try InputFile(path: path("../good.clipw")) }
    }

    static func bytes(_ name: String) throws -> [UInt8] {
        try TemporaryDirectory.contents(of: path(name).description)
    }

    /// The range of each line, without its end.
    static func lines(of bytes: [UInt8]) -> [Range<Int>] {
        bytes.indices.split { bytes[$0] == 0x0A }.compactMap { line in
            line.first.flatMap { first in line.last.map { first..<$0 + 1 } }
        }
    }
}
