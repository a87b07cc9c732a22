import ByteIO
import FoundationEssentials

extension FilePath {
    /// The path of a file's URL, whose escapes stand for bytes.
    init(_ url: URL) {
        self.init(bytes: Self.unescaped(url.absoluteURL.path(percentEncoded: true)))
    }

    private static func unescaped(_ text: String) -> [UInt8] {
        var bytes: [UInt8] = []
        var rest = Substring(text).utf8
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%"), let value = UInt8(Substring(rest.prefix(2)), radix: 16) else {
                bytes.append(byte)
                continue
            }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        return bytes
    }
}
