import ByteIO

/// The records of a pax header, `27 path=a/long/name.jpg\n`, of which only the path matters here.
struct PaxRecords {
    /// The path of the next member, where the header tells it.
    private(set) var path: String?

    /// - Throws: `malformed` where a record is not as long as it says; `unsupported` for members of more than 8 GB,
    ///   whose size stands here.
    init(_ file: InputFile, _ range: Range<Int>) throws(FileError) {
        guard range.count <= ListLimits.extendedHeaderByteCount else {
            throw FileError(
                .malformed, at: "offset \(range.lowerBound)", found: "a header has \(range.count) bytes",
                allowed: "at most \(ListLimits.extendedHeaderByteCount)")
        }
        var rest = try file.bytes(range.count, at: range.lowerBound)[...]
        while !rest.isEmpty {
            let place = "offset \(range.lowerBound + rest.startIndex)"
            let digits = rest.prefix { $0 != 0x20 }
            guard digits.count <= 5, let length = Int(String(decoding: digits, as: UTF8.self)),
                length > digits.count + 1, length <= rest.count, rest[rest.startIndex + length - 1] == 0x0A
            else {
                throw FileError(.malformed, at: place, found: "a record is not as long as it says")
            }
            let record = rest.prefix(length - 1).dropFirst(digits.count + 1)
            if record.starts(with: "path=".utf8) {
                path = try TarHeader.name(record.dropFirst(5), at: place)
            }
            guard !record.starts(with: "size=".utf8) else {
                throw FileError(
                    .unsupported, at: place, found: "a member has a size of more than 11 octal digits",
                    allowed: "at most 8 GB")
            }
            rest = rest.dropFirst(length)
        }
    }
}
