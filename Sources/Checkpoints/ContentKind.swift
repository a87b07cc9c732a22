import ByteIO

/// What a file is, by its first bytes.
///
/// Its name never matters.
enum ContentKind {
    case zip
    case torchLegacy
    case safetensors

    /// - Throws: `unsupported` with the name of the format that was recognised instead.
    init(of file: InputFile) throws(FileError) {
        guard file.byteCount > 0 else { throw FileError(.malformed, found: "the file is empty") }
        let head = try file.bytes(min(file.byteCount, 512), at: 0)
        if head.starts(with: [0x50, 0x4B, 0x03, 0x04]) {
            self = .zip
        } else if head.starts(with: LegacyStream.magic.prefix(8)) {
            self = .torchLegacy
        } else if Self.looksLikeSafeTensors(head, fileByteCount: file.byteCount) {
            self = .safetensors
        } else {
            throw FileError(.unsupported, found: Self.foreignKind(head), allowed: Self.readable)
        }
    }

    private static let readable =
        "readable are PyTorch's zip and legacy files, safetensors, and folders of Hugging Face and open_clip"

    /// A little-endian length, then the `{` of a JSON header, perhaps after white space.
    private static func looksLikeSafeTensors(_ head: [UInt8], fileByteCount: Int) -> Bool {
        var reader = ByteReader(head)
        guard let length = try? reader.integer(UInt64.self), let first = head.dropFirst(8).first else {
            return false
        }
        let isPlausible = length <= 1 << 32 || length <= UInt64(fileByteCount)
        let firstText = head.dropFirst(8).first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
        return isPlausible && (firstText == UInt8(ascii: "{") || first == 0x20)
    }

    private static func foreignKind(_ head: [UInt8]) -> String {
        let signatures: [(offset: Int, bytes: [UInt8], sentence: String)] = [
            (0, [0x50, 0x4B, 0x05, 0x06], "this is an empty zip archive"),
            (0, Array("GGUF".utf8), "this is a GGUF file"),
            (0, [0x1F, 0x8B], "this is a gzip file: decompress it first"),
            (0, [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C], "this is a 7z archive: unpack it first"),
            (0, [0xFD, 0x37, 0x7A, 0x58, 0x5A], "this is an xz file: decompress it first"),
            (0, [0x28, 0xB5, 0x2F, 0xFD], "this is a zstd file: decompress it first"),
            (0, Array("Rar!".utf8), "this is a RAR archive: unpack it first"),
            (0, [0x89, 0x50, 0x4E, 0x47], "this is a PNG picture"),
            (0, [0xFF, 0xD8, 0xFF], "this is a JPEG picture"),
            (0, Array("PYTORCH1".utf8), "this is a preview archive of PyTorch 1.0"),
            (0, [0x93] + Array("NUMPY".utf8), "this is a NumPy array"),
            (
                0, Array("version https://git-lfs".utf8),
                "this is a Git LFS pointer: run 'git lfs pull' to get the file"
            ),
            (
                257, Array("ustar".utf8),
                "this is a tar archive (PyTorch 0.1 wrote such): save the weights again"
            ),
        ]
        for signature in signatures where head.dropFirst(signature.offset).starts(with: signature.bytes) {
            return signature.sentence
        }
        if head.first == 0x80, let version = head.dropFirst().first, version <= 5 {
            return "this is a bare pickle, without the storages that torch.save writes"
        }
        switch head.first {
        case UInt8(ascii: "<"): return "this is a web page or XML, not a model"
        case UInt8(ascii: "{"): return "this is JSON: give the folder that it describes"
        default: return "this is no checkpoint"
        }
    }
}
