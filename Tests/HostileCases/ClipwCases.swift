import ByteIO
import TestSupport

// C: `.clipw` files that break their contract, by the rules of Formats/clipw.md.
extension HostileCases {
    /// Cases of `.clipw` files.
    package static var clipw: [HostileCase] {
        clipwBytes + clipwLengths + clipwHeaders + clipwTensors + clipwEnds + clipwForgeries
    }

    /// A tiny model as a good file.
    package static var goodClipwFile: [UInt8] { ClipwEditor.good }

    /// The same model as OpenAI's archive.
    package static var goodArchive: [UInt8] {
        TorchScriptBuilder(TinyCLIP.weights(of: TinyCLIP.vit)).archive().build()
    }

    private static func forged(_ change: (inout ClipwEditor) -> Void) -> [UInt8] {
        ClipwEditor.changed(change)
    }

    private static let clipwBytes: [HostileCase] = [
        .refused("C1", "byte behind", ClipwEditor.good + [0], "bytes follow the last tensor"),
        .refused("C1", "last byte missing", Array(ClipwEditor.good.dropLast()), "its data_offsets are"),
        .refused(
            "C1", "half of it", Array(ClipwEditor.good.prefix(ClipwEditor.good.count / 2)),
            "its data_offsets are"),
        .refusedWhenRead(
            "C1", "bit of a weight", forged { $0.flip("visual.proj") }, "tensor 'visual.proj'", .mismatch),
        .refusedWhenRead(
            "C1", "bit of the golden embeddings", forged { $0.flip("clipw.golden.image") },
            "tensor 'clipw.golden.image'", .mismatch),
        .refused(
            "C1", "bit of the digests",
            forged {
                $0.flip("clipw.digests")
                $0.repairsDigest = false
            }, "header", .mismatch),
        .refused(
            "C4", "line feeds damaged as text",
            ClipwEditor.good.flatMap { $0 == 0x0A ? [0x0D, 0x0A] : [$0] }, "follow the last tensor"),
        .refused(
            "C4", "length turned round",
            Array(ClipwEditor.good.prefix(8).reversed()) + ClipwEditor.good.dropFirst(8), "said to have"),
        .refused(
            "C5", "header that is not its digest's",
            forged {
                $0.replace("\"known_as\\\":null", with: "\"known_as\\\":true")
                $0.repairsDigest = false
            }, "it does not have the SHA-256", .mismatch),
        .refusedWhenRead(
            "C5", "digest of a tensor", forged { $0.data[$0.range(of: "clipw.digests").upperBound - 1] ^= 1 },
            "SHA-256", .mismatch),
    ]

    private static let clipwLengths: [HostileCase] = [
        length("0", 0, "the text ends"), length("1", 1, "an object's key is missing"),
        length("2^31", 1 << 31, "said to have"), length("2^32", 1 << 32, "said to have"),
        length("2^63 - 1", .max, "said to have"),
        length("2^64 - 1", -1, "said to have"),
        .refused(
            "C2", "header a byte shorter", headerLength(changedBy: -1), "1 bytes follow the last tensor"),
        .refused("C2", "header a byte longer", headerLength(changedBy: 1), "there is more after the value"),
    ]

    private static func length(_ name: String, _ length: Int, _ sentence: String) -> HostileCase {
        .refused("C2", "header of \(name) bytes", little(length, 8) + ClipwEditor.good.dropFirst(8), sentence)
    }

    private static func headerLength(changedBy difference: Int) -> [UInt8] {
        let length = ClipwEditor.good.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
        return little(length + difference, 8) + ClipwEditor.good.dropFirst(8)
    }

    private static let clipwHeaders: [HostileCase] = [
        HostileCase("C4", "one unknown key of metadata more", .read { goodClipw }) {
            forged { $0.replace("\"format\":\"clipw\"", with: "\"format\":\"clipw\",\"optional\":\"x\"") }
        },
        .refused(
            "C4", "version 1",
            forged { $0.replace("\"format_version\":\"2\"", with: "\"format_version\":\"1\"") },
            "format_version is '1'", .unsupported),
        .refused(
            "C4", "no version", forged { $0.replace("\"format_version\":\"2\",", with: "") },
            "'format_version' is missing"),
        .refused(
            "C4", "precision that there is not",
            forged { $0.replace("\"default\\\":\\\"fp16", with: "\"default\\\":\\\"fp8") },
            "default is \"fp8\""),
        .refused(
            "C4", "model that is no JSON",
            forged { $0.replace("\"model\":\"{", with: "\"model\":\"[") }, "model"),
        .refused(
            "C3", "data at a multiple of 8 only", forged { $0.alignment = 8 }, "the data begin at offset"),
        .refused(
            "C6", "dtype F99", forged { $0.replace("\"dtype\":\"F16\"", with: "\"dtype\":\"F99\"") },
            "its dtype is 'F99'", .unsupported),
        .refused(
            "C6", "more than 8 dimensions",
            forged { $0.replace("\"shape\":[8,64]", with: "\"shape\":[8,1,1,1,1,1,1,1,64]") }, "its shape is"),
        .refused(
            "C6", "shape of another size",
            forged { $0.replace("\"shape\":[8,64]", with: "\"shape\":[8,65]") }, "for F32 [8, 65]"),
        .refused(
            "C6", "shape that overflows",
            forged { $0.replace("\"shape\":[8,64]", with: "\"shape\":[281474976710656,281474976710656]") },
            "its shape is"),
        .refused("C6", "name that is not UTF-8", notUTF8(), "UTF-8"),
        .refused(
            "C3", "one name twice",
            forged { $0.replace("\"text_projection\"", with: "\"positional_embedding\"") }, "there twice"),
    ]

    private static let clipwTensors: [HostileCase] = [
        .refused(
            "C3", "tensor over its neighbour", forged { $0.move("text_projection", by: -64) },
            "overlaps the tensor before it"),
        .refused("C3", "gap before a tensor", forged { $0.move("text_projection", by: 64) }, "leaves a gap"),
        .refused(
            "C3", "tensor beyond the file", forged { $0.move("clipw.digests", by: 64) },
            "its data_offsets are"),
        .refused(
            "C3", "tensor before the data", forged { $0.move("positional_embedding", by: -64) },
            "its data_offsets are"),
        .refusedWhenRead(
            "C3", "padding that is not zero", forged { $0.flip("clipw.padding.0") }, "the padding is not zero"
        ),
    ]

    private static let clipwEnds: [HostileCase] = [0, 1, 1 << 31, 1 << 32, .max].map {
        (end: Int) -> HostileCase in
        .refused(
            "C2", "tensor that ends at \(end)", endingAt(end), end < 1 << 31 ? ":" : "its data_offsets are")
    }

    private static func endingAt(_ end: Int) -> [UInt8] {
        forged { editor in
            let range = editor.range(of: "text_projection")
            editor.replace("[\(range.lowerBound),\(range.upperBound)]", with: "[\(range.lowerBound),\(end)]")
        }
    }

    /// A byte of the header's first key that no text has.
    private static func notUTF8() -> [UInt8] {
        var bytes = ClipwEditor.good
        bytes[10] = 0xFF
        return bytes
    }

    /// What the good file's tensors are.
    static let goodClipw: [String: [UInt8]] = {
        let editor = ClipwEditor()
        return Dictionary(
            uniqueKeysWithValues: TinyCLIP.weights(of: TinyCLIP.vit).filter { $0.storage != "LongStorage" }
                .map {
                    ($0.name, Array(editor.data[editor.range(of: $0.name)]))
                })
    }()
}

extension ClipwEditor {
    /// Changes one bit of a tensor's first byte.
    fileprivate mutating func flip(_ tensor: String) {
        data[range(of: tensor).lowerBound] ^= 1
    }

    /// Moves where a tensor is said to begin and to end.
    fileprivate mutating func move(_ tensor: String, by distance: Int) {
        let range = range(of: tensor)
        replace(
            "[\(range.lowerBound),\(range.upperBound)]",
            with: "[\(range.lowerBound + distance),\(range.upperBound + distance)]")
    }
}
