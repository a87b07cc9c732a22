import ByteIO
import TestSupport
import Testing

/// What is no checkpoint is refused with the name of what it is; the file's name never matters.
@Suite struct ContentKindTests {
    private static func padded(_ bytes: [UInt8], to count: Int = 600) -> [UInt8] {
        bytes + [UInt8](repeating: 0, count: max(0, count - bytes.count))
    }

    @Test(arguments: [
        Refusal("nothing", [], "the file is empty"),
        Refusal("one byte", [0x50], "this is no checkpoint", .unsupported),
        Refusal(
            "empty zip", [0x50, 0x4B, 5, 6] + [UInt8](repeating: 0, count: 18), "empty zip archive",
            .unsupported),
        Refusal("GGUF", padded(Array("GGUF".utf8)), "GGUF", .unsupported),
        Refusal("gzip", padded([0x1F, 0x8B, 8]), "gzip", .unsupported),
        Refusal("7z", padded([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C]), "7z", .unsupported),
        Refusal(
            "LFS pointer", Array("version https://git-lfs.github.com/spec/v1\n".utf8), "git lfs pull",
            .unsupported),
        Refusal("web page", Array("<!DOCTYPE html>".utf8), "web page", .unsupported),
        Refusal("PNG", padded([0x89, 0x50, 0x4E, 0x47]), "PNG", .unsupported),
        Refusal("JSON", Array("{\"a\": 1}".utf8), "JSON", .unsupported),
        Refusal("bare pickle", [0x80, 4, 0x4E, 0x2E], "bare pickle", .unsupported),
        Refusal(
            "tar", [UInt8](repeating: 0x61, count: 257) + padded(Array("ustar".utf8)), "tar archive",
            .unsupported),
        Refusal(
            "safetensors header beyond the end", little(100, 8) + Array("{}".utf8),
            "the header is said to have 100 bytes"),
        Refusal("safetensors without tensors", little(2, 8) + Array("{}".utf8), "0 tensors"),
    ]) func foreignFileIsNamed(_ refusal: Refusal) throws {
        try refusal.check()
    }
}
