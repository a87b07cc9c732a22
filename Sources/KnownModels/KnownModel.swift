/// A checkpoint as its publisher released it.
package struct KnownModel: Sendable, Hashable {
    /// Who released it; the raw value is the name of the table.
    package enum Publisher: String, Sendable, CaseIterable {
        /// https://github.com/openai/CLIP
        case openAI = "openai"
        /// https://github.com/mlfoundations/open_clip
        case openCLIP = "open_clip"
        /// A table of the user's own.
        case own
    }

    /// `ViT-B/32` for OpenAI's models; model and tag as in `ViT-B-16/laion400m_e31` for open_clip's.
    package let name: String
    /// Who released it.
    package let publisher: Publisher
    /// The file's name in the release.
    package let fileName: String
    /// Bytes of the file, where they are confirmed.
    package let byteCount: Int?
    /// SHA-256 of the file in lower-case hexadecimal: 64 digits, or the first 8 where no more are published.
    package let sha256: String
    /// MD5 of the file in lower-case hexadecimal, where somebody states it.
    package let md5: String?
    /// The activation that the weights were trained with: `quick_gelu` or `gelu`.
    package let activationName: String

    /// Whether `sha256` is the whole digest, so that it tells the file from every other one.
    package var isSHA256Complete: Bool { sha256.utf8.count == 64 }

    /// Where the publisher offers the file; nil for models of the user's own, which only a mirror has.
    ///
    /// From `_MODELS` of openai/CLIP's clip/clip.py and the release `v0.2-weights` of open_clip.
    package var address: String? {
        switch publisher {
        case .openAI: "https://openaipublic.azureedge.net/clip/models/\(sha256)/\(fileName)"
        case .openCLIP:
            "https://github.com/mlfoundations/open_clip/releases/download/v0.2-weights/\(fileName)"
        case .own: nil
        }
    }

    /// Whether a file with this SHA-256, 64 lower-case hexadecimal digits, may be the checkpoint: proof where
    /// the digest is complete; a guard against accidents, not against somebody who means it, where it is not.
    package func matches(sha256 digest: String) -> Bool {
        digest.utf8.count == 64 && digest.hasPrefix(sha256)
    }
}
