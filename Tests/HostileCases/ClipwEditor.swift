import ByteIO
import Conversion
import Foundation
import ModelKit
import TestSupport

/// A good `.clipw` file of a tiny model, to be changed.
package struct ClipwEditor {
    /// The JSON text, without the spaces that pad it.
    var header: String
    /// All that follows the header.
    var data: [UInt8]
    /// Whether the header's digest is made right again after a change, as whoever forges a file would.
    var repairsDigest = true
    /// Multiple of which the data begin at.
    var alignment = 4096

    /// The file before any change.
    package static let good: [UInt8] = {
        do {
            let directory = try TemporaryDirectory()
            let source: FilePath = try directory.write(
                TorchScriptBuilder(TinyCLIP.weights(of: TinyCLIP.vit)).archive().build(), to: "source")
            var options = ConversionOptions()
            options.activation = .quickGELU
            _ = try Conversion.run(
                ConversionPlan(inputPath: source, options: options), outputPath: directory.path("good.clipw"))
            return try TemporaryDirectory.contents(of: directory.path("good.clipw"))
        } catch {
            preconditionFailure("the generator's own model cannot be converted: \(error)")
        }
    }()

    init() {
        let length = Self.good.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
        header = String(decoding: Self.good[8..<8 + length], as: UTF8.self)
        while header.last == " " { header.removeLast() }
        data = Array(Self.good[(8 + length)...])
    }

    /// The good file after a change.
    static func changed(_ change: (inout ClipwEditor) -> Void) -> [UInt8] {
        var editor = ClipwEditor()
        change(&editor)
        return editor.bytes
    }

    /// Replaces the first occurrence of a text in the header, which must be there.
    mutating func replace(_ text: String, with other: String) {
        guard let range = header.range(of: text) else { preconditionFailure("no '\(text)' in \(header)") }
        header.replaceSubrange(range, with: other)
    }

    /// Begin and end of a tensor's bytes in the data.
    func range(of tensor: String) -> Range<Int> {
        guard let name = header.range(of: "\"\(tensor)\""),
            let offsets = header[name.upperBound...].range(of: "\"data_offsets\":[")
        else { preconditionFailure("no tensor '\(tensor)'") }
        let numbers = header[offsets.upperBound...].prefix { $0 != "]" }.split(separator: ",").compactMap {
            Int($0)
        }
        return numbers[0]..<numbers[1]
    }

    /// The file's bytes.
    var bytes: [UInt8] {
        var text = Array(header.utf8)
        text += [UInt8](repeating: 0x20, count: (alignment - (8 + text.count) % alignment) % alignment)
        let start = little(text.count, 8) + text
        guard repairsDigest, let digest = try? SHA256.digest(of: start.span) else { return start + data }
        var data = data
        let place = range(of: "clipw.digests").lowerBound
        data.replaceSubrange(place..<place + Digest.byteCount, with: digest.bytes)
        return start + data
    }
}
