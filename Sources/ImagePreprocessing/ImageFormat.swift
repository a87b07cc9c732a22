/// The formats that are read, told by the first bytes of the content.
package enum ImageFormat: String, Sendable, CaseIterable {
    /// JPEG, in JFIF, Exif or bare.
    case jpeg
    /// PNG.
    case png
    /// WebP, lossy or lossless.
    case webp

    /// The name that sentences use.
    var name: String {
        switch self {
        case .jpeg: "JPEG"
        case .png: "PNG"
        case .webp: "WebP"
        }
    }

    /// The format of an encoded picture.
    ///
    /// - Throws: What the content seems to be, where it is none that is read.
    package init(of bytes: [UInt8]) throws(ImageError) {
        if bytes.starts(with: [0xFF, 0xD8, 0xFF]) {
            self = .jpeg
        } else if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
            self = .png
        } else if bytes.starts(with: "RIFF".utf8), bytes.dropFirst(8).starts(with: "WEBP".utf8) {
            self = .webp
        } else {
            throw ImageError(
                .unsupported, found: Self.guess(bytes), allowed: "JPEG, PNG and WebP pictures are supported")
        }
    }

    private static func guess(_ bytes: [UInt8]) -> String {
        if bytes.isEmpty { return "there is no content at all" }
        for (name, offset, magic) in strangers where bytes.dropFirst(offset).starts(with: magic.utf8) {
            return "the content seems to be \(name)"
        }
        // Markup may begin with spaces, and in any case.
        let start = bytes.prefix(1024).drop { [0x20, 0x09, 0x0A, 0x0D].contains($0) }
        let text = String(decoding: start, as: UTF8.self).lowercased()
        if text.hasPrefix("<!doctype html") || text.hasPrefix("<html") {
            return "the content seems to be HTML"
        }
        if text.contains("<svg") { return "the content seems to be an SVG drawing" }
        if text.hasPrefix("<") { return "the content seems to be XML or HTML" }
        let hexadecimal = bytes.prefix(8).map { byte in
            (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }
        return "the content is no known picture: it begins with \(hexadecimal.joined(separator: " "))"
    }

    /// Formats that are told to help a person; characters up to U+007F, each one byte.
    private static let strangers: [(name: String, offset: Int, magic: String)] = [
        ("a GIF picture", 0, "GIF8"), ("a BMP picture", 0, "BM"), ("a TIFF picture", 0, "II*\0"),
        ("a TIFF picture", 0, "MM\0*"), ("an AVIF picture", 4, "ftypavif"),
        ("an AVIF picture", 4, "ftypavis"), ("a HEIC picture", 4, "ftyphei"),
        ("a HEIC picture", 4, "ftyphev"), ("a HEIF picture", 4, "ftypmif1"),
        ("a HEIF picture", 4, "ftypmsf1"), ("an MP4 film", 4, "ftyp"), ("a JPEG 2000 picture", 4, "jP  "),
        ("a JPEG XL picture", 4, "JXL "), ("an icon", 0, "\0\0\u{1}\0"),
        ("a Photoshop picture", 0, "8BPS"), ("a PDF document", 0, "%PDF"),
        ("a zip archive", 0, "PK\u{3}\u{4}"),
    ]
}
