import CZlib

/// A zlib stream (RFC 1950) of these bytes, as PNG has it.
package func zlibStream(_ content: [UInt8]) -> [UInt8] {
    var count = compressBound(uLong(content.count))
    var stream = [UInt8](repeating: 0, count: Int(count))
    // zlib writes at most `count` bytes, which the array has, and leaves their number there.
    let status = unsafe compress2(&stream, &count, content, uLong(content.count), 9)
    precondition(status == Z_OK, "zlib cannot compress: \(status)")
    return Array(stream.prefix(Int(count)))
}

/// A raw deflate stream (RFC 1951) of these bytes, as zip archives have it: the zlib stream without its two bytes of
/// header and four of checksum.
package func deflated(_ content: [UInt8]) -> [UInt8] {
    Array(zlibStream(content).dropFirst(2).dropLast(4))
}
