import ByteIO
import Foundation
import TestSupport

// C5: files whose every digest is right, as whoever forges one would make it.
extension HostileCases {
    static let clipwForgeries: [HostileCase] = [
        set(
            "NaN in a norm", "ln_final.weight", [0, 0, 0xC0, 0x7F],
            "'ln_final.weight': element 0 is nan, 1 of 64"),
        set(
            "NaN in a matrix of float16", "text_projection", [0, 0x7E],
            "'text_projection': element 0 is nan, 1 of "),
        set(
            "infinity in the golden embeddings", "clipw.golden.image", [0, 0, 0x80, 0x7F],
            "'clipw.golden.image': element 0 is inf"),
        set("logit scale NaN", "logit_scale", [0, 0, 0xC0, 0x7F], "'logit_scale': element 0 is nan"),
        set("logit scale 1e9", "logit_scale", [0x28, 0x6B, 0x6E, 0x4E], "'logit_scale': it is 1e+09"),
        HostileCase("C5", "golden embeddings of zeros", .unsound("cosine of images at least 0.0")) {
            ClipwEditor.changed { editor in
                let count = editor.range(of: "clipw.golden.image").count
                editor.set("clipw.golden.image", [UInt8](repeating: 0, count: count))
            }
        },
        HostileCase("C5", "claim that its own source contradicts", .unsound("claims to come from ViT-B/32")) {
            claiming(sha256: nil)
        },
        // Nothing tells that it is foreign: it is sound, and its claim is told as one.
        HostileCase("C5", "claim that nothing contradicts", .read { goodClipw }) {
            claiming(sha256: "40d365715913c9da98579312b702a82c18be219cc2a73407c4526f58eba950af")
        },
    ]

    private static func set(
        _ name: String, _ tensor: String, _ bytes: [UInt8], _ sentence: String
    ) -> HostileCase {
        HostileCase("C5", name, .unsound(sentence)) { ClipwEditor.changed { $0.set(tensor, bytes) } }
    }

    /// The good file, whose weights are the generator's own, as one that says it comes from OpenAI's ViT-B/32.
    private static func claiming(sha256: String?) -> [UInt8] {
        ClipwEditor.changed { editor in
            editor.replace("\\\"known_as\\\":null", with: "\\\"known_as\\\":\\\"ViT-B/32\\\"")
            guard let sha256, let key = editor.header.range(of: "\\\"sha256\\\":\\\"") else { return }
            let stated = editor.header[key.upperBound...].prefix(64)
            editor.replace(String(stated), with: sha256)
        }
    }
}

extension ClipwEditor {
    /// Overwrites a tensor's first bytes, and makes its digest right again.
    fileprivate mutating func set(_ tensor: String, _ bytes: [UInt8]) {
        let range = range(of: tensor)
        data.replaceSubrange(range.lowerBound..<range.lowerBound + bytes.count, with: bytes)
        var before = 0
        for part in header.split(separator: "\"data_offsets\":[").dropFirst() {
            if let start = Int(part.prefix { $0 != "," }), start < range.lowerBound { before += 1 }
        }
        guard let digest = try? SHA256.digest(of: data[range].span) else { return }
        let place = self.range(of: "clipw.digests").lowerBound + Digest.byteCount * (before + 1)
        data.replaceSubrange(place..<place + Digest.byteCount, with: digest.bytes)
    }
}
