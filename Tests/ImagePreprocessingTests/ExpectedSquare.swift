import Foundation
import ModelKit
import TestSupport
import Testing

/// One line of an `expected.tsv`: what the peers make of a file with a setting.
struct ExpectedSquare: Sendable, CustomTestStringConvertible {
    let folder: String
    let file: String
    let preprocessing: Preprocessing
    let honorsEXIF: Bool
    /// SHA-256 of the RGB bytes, or `error`.
    let digest: String
    /// The RGB bytes, of small squares.
    let pixels: [UInt8]

    var testDescription: String {
        "\(file) \(preprocessing.imageSize) \(preprocessing.resizeMode) \(preprocessing.interpolation)"
            + (honorsEXIF ? " upright" : "")
    }

    /// Bytes of the file.
    func bytes() throws -> [UInt8] {
        try [UInt8](Data(contentsOf: URL(filePath: folder).appending(path: file)))
    }

    /// All lines of a folder's `expected.tsv`.
    static func all(in folder: String) throws -> [ExpectedSquare] {
        let table = URL(filePath: folder).appending(path: "expected.tsv")
        return try String(contentsOf: table, encoding: .utf8).split(separator: "\n").map { line in
            let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
            guard fields.count == 7, let size = Int(fields[1]),
                let mode = Preprocessing.ResizeMode(rawValue: fields[2]),
                let interpolation = Preprocessing.Interpolation(rawValue: fields[3])
            else { throw CocoaError(.fileReadCorruptFile) }
            return ExpectedSquare(
                folder: folder, file: fields[0],
                preprocessing: try Preprocessing(
                    imageSize: size, interpolation: interpolation, resizeMode: mode),
                honorsEXIF: fields[4] == "upright", digest: fields[5], pixels: bytes(fields[6]))
        }
    }

    private static func bytes(_ hexadecimal: String) -> [UInt8] {
        let digits = hexadecimal.utf8.compactMap { Character(UnicodeScalar($0)).hexDigitValue }
        return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] * 16 + digits[$0 + 1]) }
    }
}
