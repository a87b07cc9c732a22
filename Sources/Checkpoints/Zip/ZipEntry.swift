/// One entry of a zip archive, as its central directory states it (PKWARE APPNOTE 4.3.12).
struct ZipEntry: Sendable {
    /// How the payload is stored; all others are refused.
    enum Method: UInt16, Sendable {
        case stored = 0
        case deflated = 8
    }

    /// Full name in the archive, such as `ViT-B-32/data/17`.
    let name: String
    let method: Method
    let flags: UInt16
    let crc32: UInt32
    let compressedByteCount: Int
    let byteCount: Int
    let localHeaderOffset: Int
    /// Position in the central directory, which is also libzip's index.
    let index: Int
    /// Offset of the payload in the file; known once the local header has been read.
    var payloadOffset = 0

    /// Bit 3 of the flags: sizes and checksum follow the payload.
    var hasDescriptor: Bool { flags & 0x0008 != 0 }
    var isDirectory: Bool { name.hasSuffix("/") }
    /// How messages name it.
    var location: String { "entry '\(name)'" }
}
