package import ModelStore

/// The header lines of an answer, of which the last one's count: those of interim answers come before.
///
/// What comes after the body, its trailers, says nothing.
package struct AnswerHeaders {
    package init() {}

    private(set) var status = 0
    /// Whether the empty line has come that ends them.
    private(set) var isComplete = false
    private(set) var byteCount = 0
    private var fields: [String: String] = [:]

    /// Adds a line as it came, with its line end.
    ///
    /// - Returns: whether it completes them.
    package mutating func add(_ bytes: [UInt8]) -> Bool {
        byteCount += bytes.count
        if isComplete { return false }
        let line = bytes.filter { $0 != 0x0A && $0 != 0x0D }
        // An interim answer is followed by another.
        isComplete = line.isEmpty && status >= 200
        if line.starts(with: "HTTP/".utf8) {
            fields = [:]
            let words = line.split(separator: 0x20)
            status = words.count > 1 ? Int(String(decoding: words[1], as: UTF8.self)) ?? 0 : 0
        } else if let colon = line.firstIndex(of: UInt8(ascii: ":")), line.allSatisfy({ $0 < 0x80 }) {
            // No field that is looked for has other characters, and to compare such takes time.
            let name = String(decoding: line[..<colon], as: UTF8.self).lowercased()
            let value = line[(colon + 1)...].drop { $0 == 0x20 || $0 == 0x09 }
            fields[name] = String(decoding: value, as: UTF8.self)
        }
        return isComplete
    }

    /// The value of a field, by its name in lower case.
    subscript(name: String) -> String? { fields[name] }

    /// What the server says about the file; nil where it sends none.
    package var answer: TransferAnswer? {
        guard [200, 206, 416].contains(status) else { return nil }
        var answer = TransferAnswer(status: status, validator: validator)
        answer.byteCount = fields["content-length"].flatMap { Int($0) }.flatMap { $0 >= 0 ? $0 : nil }
        if status != 200, let range = fields["content-range"] {
            (answer.start, answer.total) = Self.parse(range)
        }
        return answer
    }

    /// RFC 9110, section 13.1.5: only a strong tag tells that a part belongs to the same file.
    private var validator: String? {
        if let tag = fields["etag"], tag.hasPrefix("\"") { return tag }
        return fields["last-modified"]
    }

    /// `bytes 5-9/10`, `bytes 5-9/*` or `bytes */10` (RFC 9110, section 14.4).
    private static func parse(_ range: String) -> (start: Int?, total: Int?) {
        guard range.hasPrefix("bytes ") else { return (nil, nil) }
        let parts = range.dropFirst(6).split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2 else { return (nil, nil) }
        return (parts[0].split(separator: "-").first.flatMap { Int($0) }, Int(parts[1]))
    }
}
