/// The bits of a lossless WebP stream, the lowest of each byte first.
struct LosslessBits {
    private let bytes: ArraySlice<UInt8>
    /// Bits that were read.
    private var position = 0

    init(_ bytes: ArraySlice<UInt8>) { self.bytes = bytes }

    /// The next bits as a number, at most 24 of them.
    ///
    /// - Throws: what `damage` is, where there are fewer.
    mutating func next(_ count: Int) throws(ImageError) -> Int {
        // No array has the bytes that would overflow this.
        guard position + count <= 8 * bytes.count else { throw Self.damage }
        var value = 0
        for bit in 0..<count {
            let byte = bytes[bytes.startIndex + (position + bit) / 8]
            value |= Int(byte >> UInt8((position + bit) % 8) & 1) << bit
        }
        position += count
        return value
    }

    /// What a stream is that does not keep to the format.
    static let damage = ImageError(
        .malformed, found: "the WebP picture cannot be decoded: its prefix codes end early or are damaged")
}
