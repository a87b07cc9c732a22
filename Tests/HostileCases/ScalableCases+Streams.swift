// Lists of texts and of paths, which commands read as they arrive.
extension ScalableCases {
    static let streams: [ScalableCase] = [
        texts("lines", size: 1_000) { listLines($0) { "a \($0)\n" } },
        texts("long lines", size: 20) { listLines($0) { _ in String(repeating: "a ", count: 2_000) + "\n" } },
        texts("blank lines", size: 200_000) { [UInt8](repeating: 0x0A, count: $0) },
        texts("a line that does not end", size: 1_000_000) { [UInt8](repeating: 0x20, count: $0) },
        texts("lines of combining marks", size: 100) { listLines($0) { _ in marks(300) + "\n" } },
        texts("lines that are no text", size: 1_000) { [UInt8](repeating: 0xFF, count: 2 * $0) + [0x0A] },
        paths("paths", size: 2_000) { listLines($0) { "pictures/\($0).png\n" } },
        paths("long paths", size: 100) {
            listLines($0) { String(repeating: "n/", count: 2_000) + "\($0)\n" }
        },
        paths("one path", size: 5_000) { listLines($0) { _ in "picture.png\n" } },
        paths("blank lines", size: 200_000) { [UInt8](repeating: 0x0A, count: $0) },
        paths("a path that does not end", size: 500_000) { [UInt8](repeating: 0x61, count: $0) },
    ]

    private static func texts(
        _ name: String, size: Int, _ bytes: @escaping @Sendable (Int) -> [UInt8]
    ) -> ScalableCase {
        ScalableCase(
            "list of texts: \(name)", size: size, commands: [["clip-tokenize", "--truncate", "<INPUT"]],
            exitCodes: [0, 65], bytes: bytes)
    }

    /// None of the pictures is there: each is named in a line.
    private static func paths(
        _ name: String, size: Int, _ bytes: @escaping @Sendable (Int) -> [UInt8]
    ) -> ScalableCase {
        ScalableCase(
            "list of paths: \(name)", size: size,
            commands: [["clip-embed", "model.clipw", "--images-from", "list"]]
        ) { [("model.clipw", HostileCases.goodClipwFile), ("list", bytes($0))] }
    }

    private static func listLines(_ count: Int, _ line: (Int) -> String) -> [UInt8] {
        Array((0..<count).map(line).joined().utf8)
    }
}
