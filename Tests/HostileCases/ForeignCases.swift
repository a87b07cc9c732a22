import ByteIO
import TestSupport

// Z37: what is no checkpoint at all, named by its content.
extension HostileCases {
    static let foreign: [HostileCase] =
        ([
            ("GGUF", Array("GGUF".utf8)), ("gzip", [0x1F, 0x8B, 8]),
            ("7z", [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C]),
            ("RAR", Array("Rar!\u{1A}\u{7}".utf8)), ("xz", [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0]),
            ("zstd", [0x28, 0xB5, 0x2F, 0xFD]), ("PNG", [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]),
            ("JPEG", [0xFF, 0xD8, 0xFF, 0xE0]), ("NumPy", [0x93] + Array("NUMPY".utf8)),
            ("preview archive", Array("PYTORCH1".utf8)), ("web page", Array("<!DOCTYPE html>".utf8)),
            ("JSON", Array("{\"a\": 1}".utf8)), ("bare pickle", [0x80, 4, 0x4E, 0x2E]),
            ("git lfs pull", Array("version https://git-lfs.github.com/spec/v1\n".utf8)),
            ("tar archive", [UInt8](repeating: 0x61, count: 257) + Array("ustar".utf8)),
            ("no checkpoint", Array("hello, world, this is a text".utf8)),
        ] as [(String, [UInt8])]).map { name, bytes in
            .refused("Z37", name, bytes + [UInt8](repeating: 0, count: 400), name, .unsupported)
        }
}
