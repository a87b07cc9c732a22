/// One prefix code of a lossless WebP stream (RFC 9649, section 3.7.2), decoded a bit at a time.
struct PrefixCode {
    /// Symbols from the shortest code to the longest, those of one length in their own order.
    private let symbols: [Int]
    /// How many codes there are of each length.
    private let counts: [Int]

    /// The only symbol, which takes no bits; nil where there are several.
    var onlySymbol: Int? { symbols.count == 1 ? symbols[0] : nil }

    /// Makes the code of these lengths, in bits; 0 for a symbol that is not used.
    ///
    /// Returns nil where they are those of no complete code.
    init?(lengths: some Collection<Int>) {
        var counts = [Int](repeating: 0, count: Self.longest + 1)
        for length in lengths where length > 0 { counts[length] += 1 }
        symbols = (1...Self.longest).flatMap { length in
            counts[length] == 0 ? [] : lengths.enumerated().filter { $0.element == length }.map(\.offset)
        }
        self.counts = counts
        if symbols.count == 1 { return }
        // Codes that are still free at each length.
        var free = 1
        for length in 1...Self.longest {
            free = 2 * free - counts[length]
            if free < 0 { return nil }
        }
        if free != 0 { return nil }
    }

    /// The next symbol; bits behind the end of the stream are none.
    func symbol(_ bits: inout LosslessBits) throws(ImageError) -> Int {
        if let onlySymbol { return onlySymbol }
        var code = 0
        var first = 0
        var index = 0
        for length in 1...Self.longest {
            code = code << 1 | (try bits.next(1))
            // Codes of one length are neighbours, and begin where the shorter ones end.
            if code - first < counts[length] { return symbols[index + code - first] }
            index += counts[length]
            first = (first + counts[length]) << 1
        }
        throw LosslessBits.damage
    }

    private static let longest = 15
}
