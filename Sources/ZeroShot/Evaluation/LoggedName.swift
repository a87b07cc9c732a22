import ByteIO

/// A name as it stands in a log's list: one line, whatever bytes it has.
///
/// Control characters and backslashes are written `\xHH`, so that no two names have one line, and no name has two.
enum LoggedName {
    /// The line of a name, without its line feed.
    static func line(of name: FilePath) -> [UInt8] {
        var line: [UInt8] = []
        for byte in name.bytes {
            if byte < 0x20 || byte == 0x7F || byte == UInt8(ascii: "\\") {
                let digits = String(byte, radix: 16)
                line += "\\x\(digits.utf8.count == 1 ? "0" : "")\(digits)".utf8
            } else {
                line.append(byte)
            }
        }
        return line
    }
}
