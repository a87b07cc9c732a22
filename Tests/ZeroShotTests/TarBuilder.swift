/// Tar archives for tests, byte by byte.
struct TarBuilder {
    private(set) var bytes: [UInt8] = []

    /// The bytes and the two blocks that end an archive.
    var finished: [UInt8] { bytes + [UInt8](repeating: 0, count: 1024) }

    mutating func add(
        _ name: String, _ content: [UInt8], kind: UInt8 = UInt8(ascii: "0"), prefix: String = ""
    ) {
        var header = [UInt8](repeating: 0, count: 512)
        func put(_ text: String, at offset: Int) {
            header.replaceSubrange(offset..<offset + text.utf8.count, with: text.utf8)
        }
        put(String(name.prefix(100)), at: 0)
        put("0000644", at: 100)
        put(Self.octal(content.count, digits: 11), at: 124)
        put("ustar", at: 257)
        put(prefix, at: 345)
        header[156] = kind
        put("        ", at: 148)
        put(Self.octal(header.reduce(0) { $0 + Int($1) }, digits: 6) + "\0", at: 148)
        bytes += header + content + [UInt8](repeating: 0, count: (512 - content.count % 512) % 512)
    }

    /// GNU's way with names of more than 100 bytes.
    mutating func addLong(_ name: String, _ content: [UInt8]) {
        add("././@LongLink", Array(name.utf8) + [0], kind: UInt8(ascii: "L"))
        add(name, content)
    }

    /// pax's way with them.
    mutating func addExtended(_ name: String, _ content: [UInt8]) {
        let record = " path=\(name)\n"
        var length = record.utf8.count + 1
        while "\(length)\(record)".utf8.count != length { length += 1 }
        add("PaxHeaders/x", Array("\(length)\(record)".utf8), kind: UInt8(ascii: "x"))
        add("short", content)
    }

    private static func octal(_ number: Int, digits: Int) -> String {
        let text = String(number, radix: 8)
        return String(repeating: "0", count: digits - text.count) + text
    }
}
