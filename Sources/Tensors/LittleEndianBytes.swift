extension Sequence<Float> {
    /// The numbers as they stand in files: IEEE 754 binary32, four bytes each, the lowest first.
    public var littleEndianBytes: [UInt8] {
        flatMap { number in (0..<4).map { UInt8(truncatingIfNeeded: number.bitPattern >> (8 * $0)) } }
    }
}
