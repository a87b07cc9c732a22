/// Tar archives for tests, byte by byte.
package struct TarBuilder {
    /// Headers and contents so far.
    package private(set) var bytes: [UInt8] = []

    /// An archive of nothing.
    package init() {}

    /// The bytes and the two blocks that end an archive.
    package var finished: [UInt8] { bytes + [UInt8](repeating: 0, count: 1024) }

    /// A member with its header.
    package mutating func add(
        _ name: String, _ content: [UInt8], kind: UInt8 = UInt8(ascii: "0"), prefix: String = ""
    ) {
        addHeader(name, byteCount: content.count, kind: kind, prefix: prefix)
        bytes += content + [UInt8](repeating: 0, count: (512 - content.count % 512) % 512)
    }

    /// A header alone, of a member of this many bytes.
    package mutating func addHeader(
        _ name: String, byteCount: Int, kind: UInt8 = UInt8(ascii: "0"), prefix: String = ""
    ) {
        var header = [UInt8](repeating: 0, count: 512)
        func put(_ text: some Collection<UInt8>, at offset: Int) {
            header.replaceSubrange(offset..<offset + text.count, with: text)
        }
        put(name.utf8.prefix(100), at: 0)
        put("0000644".utf8, at: 100)
        put(Self.octal(byteCount, digits: 11).utf8, at: 124)
        put("ustar".utf8, at: 257)
        put(prefix.utf8, at: 345)
        header[156] = kind
        put("        ".utf8, at: 148)
        put((Self.octal(header.reduce(0) { $0 + Int($1) }, digits: 6) + "\0").utf8, at: 148)
        bytes += header
    }

    /// GNU's way with names of more than 100 bytes.
    package mutating func addLong(_ name: String, _ content: [UInt8]) {
        add("././@LongLink", Array(name.utf8) + [0], kind: UInt8(ascii: "L"))
        add(name, content)
    }

    /// pax's way with them.
    package mutating func addExtended(_ name: String, _ content: [UInt8]) {
        let record = " path=\(name)\n"
        var length = record.utf8.count + 1
        while "\(length)\(record)".utf8.count != length { length += 1 }
        add("PaxHeaders/x", Array("\(length)\(record)".utf8), kind: UInt8(ascii: "x"))
        add("short", content)
    }

    /// Makes the checksum of every block that is a header right again.
    package static func repairChecksums(of bytes: inout [UInt8]) {
        for start in stride(from: 0, to: bytes.count - 511, by: 512)
        where bytes[start + 257..<start + 262].elementsEqual("ustar".utf8) {
            let field = start + 148..<start + 156
            bytes.replaceSubrange(field, with: [UInt8](repeating: 0x20, count: 8))
            let sum = bytes[start..<start + 512].reduce(0) { $0 + Int($1) }
            bytes.replaceSubrange(field, with: (octal(sum, digits: 6) + "\0 ").utf8)
        }
    }

    private static func octal(_ number: Int, digits: Int) -> String {
        let text = String(number, radix: 8)
        return String(repeating: "0", count: digits - text.count) + text
    }
}
