/// The order of bytes in the vocabulary: `bytes_to_unicode` in openai/CLIP's `clip/simple_tokenizer.py`.
///
/// Bytes that Latin-1 prints come first, then all the others.
enum ByteTokens {
    /// Added to a byte's token where the byte ends a word.
    static let endOfWord: UInt16 = 256

    /// The token of each byte.
    static let ids: [UInt16] = {
        let printable: [ClosedRange<UInt8>] = [0x21...0x7E, 0xA1...0xAC, 0xAE...0xFF]
        let first = printable.joined()
        let others = (0...UInt8.max).filter { byte in !printable.contains { $0.contains(byte) } }
        var ids = [UInt16](repeating: 0, count: 256)
        for (id, byte) in (Array(first) + others).enumerated() { ids[Int(byte)] = UInt16(id) }
        return ids
    }()
}
