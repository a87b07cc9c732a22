import Quantization

/// The name of a model's file in the store.
///
/// `STEM.EXTENSION`; what the store itself converts `STEM.pt` to is `STEM.PRECISION.clipw`.
struct ModelFileName: Hashable, Sendable {
    static let checkpointExtensions = ["pt", "pth", "bin", "ckpt", "safetensors"]
    static let convertedExtension = "clipw"

    let text: String
    /// What comes before the extension, and before the precision of what the store converted.
    let stem: String
    let fileExtension: String
    /// The precision in the name of a file that the store converted.
    let convertedPrecision: Precision?

    /// A file's name, or nil where it is not one of a model: another extension, hidden, or with characters that mean
    /// something to a file system or a shell.
    init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard parts.count > 1, let last = parts.last else { return nil }
        let isConverted = last == Self.convertedExtension
        guard isConverted || Self.checkpointExtensions.contains(last) else { return nil }
        var stem = parts.dropLast()
        convertedPrecision =
            isConverted && stem.count > 1 ? stem.last.flatMap { Precision(rawValue: $0) } : nil
        if convertedPrecision != nil { stem = stem.dropLast() }
        guard Self.isStem(stem.joined(separator: ".")) else { return nil }
        self.text = text
        self.stem = stem.joined(separator: ".")
        fileExtension = last
    }

    /// The file that the store converts a checkpoint to.
    init?(convertedFrom stem: String, to precision: Precision) {
        self.init("\(stem).\(precision.rawValue).\(Self.convertedExtension)")
    }

    var isConverted: Bool { fileExtension == Self.convertedExtension }

    /// Whether a text may name a model that a user adds: letters, digits and `._-@+`, no leading point.
    static func isStem(_ text: String) -> Bool {
        let allowed = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-@+".utf8)
        return !text.isEmpty && text.utf8.count <= StoreLimits.stemBytes
            && text.utf8.first != UInt8(ascii: ".")
            && text.utf8.first != UInt8(ascii: "-") && text.utf8.allSatisfy(allowed.contains)
    }
}
