import CMergeTable

extension MergeTable {
    /// The pairs that are compiled into the program.
    static func embeddedPairs() -> [Pair] {
        // The C target promises this many constant bytes, there as long as the process runs; they are copied.
        let bytes = unsafe [UInt8](UnsafeBufferPointer(start: clip_merges(), count: clip_merges_size()))
        return stride(from: 0, to: bytes.count, by: 4).map { start in
            Pair(left: littleEndian(bytes, at: start), right: littleEndian(bytes, at: start + 2))
        }
    }

    private static func littleEndian(_ bytes: [UInt8], at index: Int) -> UInt16 {
        UInt16(bytes[index]) | UInt16(bytes[index + 1]) << 8
    }
}
