/// A small image within a lossless WebP stream, of which the symbols are read but no pixel is kept.
///
/// Where a pixel is one of those before it, its value is not new, whichever of them it is.
struct LosslessSubimage {
    /// The values that pixels have, as numbers of groups: green, and 256 times red.
    private var groups = [Bool](repeating: false, count: 1 << 16)

    /// Groups that libwebp makes tables for, where the pixels are the groups of an image of so many pixels.
    ///
    /// Those that are not used have no tables, unless there are at most 1,000, and a pixel for each.
    func groupCount(ofPixels pixels: Int) -> Int {
        let count = (groups.lastIndex(of: true) ?? 0) + 1
        return count <= min(1000, pixels) ? count : groups.count { $0 }
    }

    /// Reads all of an image of this size.
    init(_ bits: inout LosslessBits, _ size: PixelSize) throws(ImageError) {
        let cachedColours = try Self.cachedColours(&bits)
        let green = try Self.code(&bits, 256 + 24 + cachedColours)
        let red = try Self.code(&bits, 256)
        let blue = try Self.code(&bits, 256)
        let alpha = try Self.code(&bits, 256)
        let distance = try Self.code(&bits, 40)
        // Sides are below 2^24, and here a quarter of that.
        var left = size.width * size.height
        while left > 0 {
            let symbol = try green.symbol(&bits)
            switch symbol {
            case ..<256:
                groups[symbol + 256 * (try red.symbol(&bits))] = true
                _ = try (blue.symbol(&bits), alpha.symbol(&bits))
                left -= 1
                // All others are the same.
                if [green, red, blue, alpha].allSatisfy({ $0.onlySymbol != nil }) { return }
            case ..<280:
                left -= try Self.extended(symbol - 256, &bits)
                _ = try Self.extended(distance.symbol(&bits), &bits)
                guard left >= 0, green.onlySymbol == nil else { throw LosslessBits.damage }
            default:
                // The cache has earlier pixels, and is filled with zero before.
                groups[0] = true
                left -= 1
                if green.onlySymbol != nil { return }
            }
        }
    }

    /// How many colours the cache has, which is told next.
    static func cachedColours(_ bits: inout LosslessBits) throws(ImageError) -> Int {
        guard try bits.next(1) == 1 else { return 0 }
        let width = try bits.next(4)
        guard (1...11).contains(width) else { throw LosslessBits.damage }
        return 1 << width
    }

    /// A length or a distance: a symbol tells its size, and bits the rest.
    private static func extended(_ symbol: Int, _ bits: inout LosslessBits) throws(ImageError) -> Int {
        guard symbol >= 4 else { return symbol + 1 }
        let width = (symbol - 2) >> 1
        return (2 + symbol & 1) << width + (try bits.next(width)) + 1
    }

    /// The code that comes next, for an alphabet of so many symbols.
    private static func code(_ bits: inout LosslessBits, _ count: Int) throws(ImageError) -> PrefixCode {
        var lengths = [Int](repeating: 0, count: count)
        if try bits.next(1) == 1 {
            let hasTwo = try bits.next(1) == 1
            var symbols = [try bits.next(try bits.next(1) == 1 ? 8 : 1)]
            if hasTwo { symbols.append(try bits.next(8)) }
            for symbol in symbols {
                guard symbol < count else { throw LosslessBits.damage }
                lengths[symbol] = 1
            }
        } else {
            try readLengths(&lengths, &bits)
        }
        guard let code = PrefixCode(lengths: lengths) else { throw LosslessBits.damage }
        return code
    }

    /// Lengths of codes, themselves in a code.
    private static func readLengths(
        _ lengths: inout [Int], _ bits: inout LosslessBits
    ) throws(ImageError) {
        var lengthsOfLengths = [Int](repeating: 0, count: order.count)
        for place in order.prefix(try bits.next(4) + 4) { lengthsOfLengths[place] = try bits.next(3) }
        guard let code = PrefixCode(lengths: lengthsOfLengths) else { throw LosslessBits.damage }
        var symbolsLeft = lengths.count
        if try bits.next(1) == 1 {
            symbolsLeft = 2 + (try bits.next(2 + 2 * (try bits.next(3))))
            guard symbolsLeft <= lengths.count else { throw LosslessBits.damage }
        }
        var place = 0
        var last = 8
        while place < lengths.count, symbolsLeft > 0 {
            symbolsLeft -= 1
            let symbol = try code.symbol(&bits)
            if symbol < 16 {
                lengths[place] = symbol
                if symbol > 0 { last = symbol }
                place += 1
            } else {
                let (width, least) = [(2, 3), (3, 3), (7, 11)][symbol - 16]
                let end = place + least + (try bits.next(width))
                guard end <= lengths.count else { throw LosslessBits.damage }
                if symbol == 16 { for repeated in place..<end { lengths[repeated] = last } }
                place = end
            }
        }
    }

    private static let order = [17, 18, 0, 1, 2, 3, 4, 5, 16, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]
}
