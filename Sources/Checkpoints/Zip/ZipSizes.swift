import ByteIO

/// An entry's numbers, which move to the ZIP64 extra field where 32 bits are not enough (APPNOTE 4.5.3).
struct ZipSizes {
    private(set) var size: UInt64
    private(set) var compressedSize: UInt64
    private(set) var headerOffset: UInt64
    /// Whether a field of this kind was there.
    private(set) var isZip64 = false

    private static let elsewhere: UInt64 = 0xFFFF_FFFF

    init(size: UInt32, compressedSize: UInt32, headerOffset: UInt32 = 0) {
        self.size = UInt64(size)
        self.compressedSize = UInt64(compressedSize)
        self.headerOffset = UInt64(headerOffset)
    }

    /// Takes the numbers that stand in the extra field instead; a number that should and does not is refused.
    mutating func apply(extraField: ArraySlice<UInt8>, at place: String) throws(FileError) {
        var fields = ByteReader(Array(extraField))
        while !fields.isAtEnd {
            do throws(FileError) {
                let identifier = try fields.integer(UInt16.self)
                let field = try fields.slice(Int(try fields.integer(UInt16.self)))
                if identifier == 0x0001 {
                    guard !isZip64 else { throw FileError(.malformed, found: "there are two ZIP64 fields") }
                    isZip64 = true
                    var numbers = ByteReader(Array(field))
                    if size == Self.elsewhere { size = try numbers.integer(UInt64.self) }
                    if compressedSize == Self.elsewhere { compressedSize = try numbers.integer(UInt64.self) }
                    if headerOffset == Self.elsewhere { headerOffset = try numbers.integer(UInt64.self) }
                }
            } catch {
                throw FileError(.malformed, at: place, found: "the extra field is damaged: \(error.found)")
            }
        }
        let isMissing = !isZip64 && [size, compressedSize, headerOffset].contains(Self.elsewhere)
        if isMissing {
            throw FileError(
                .malformed, at: place, found: "a size or offset refers to a ZIP64 field that is not there")
        }
    }
}
