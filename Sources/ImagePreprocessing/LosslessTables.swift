/// The tables that libwebp makes for the prefix codes of a lossless WebP stream.
///
/// An image may have up to 65,536 groups of five codes, one for each kind of its parts, and libwebp takes the memory for
/// all their tables before it reads the first code: 20 kB for a group that takes two bytes. So the number of groups is read
/// here as it is read there, from what stands before the codes (RFC 9649, sections 4 to 6).
///
/// Time is linear in the bytes, however many pixels they stand for, and memory is constant.
struct LosslessTables {
    /// Groups that tables are made for.
    let groupCount: Int
    /// Colours of the cache, which have codes too.
    let cachedColours: Int

    /// The most bytes that the tables take.
    var byteCount: Int {
        // A table is looked up with eight bits of a code, and others with those that follow: these are the most entries
        // for three alphabets of 256 symbols, one of 40, and one of 280 and the cached colours.
        let entries = 3 * 630 + 410 + 656 + cachedColours
        // An entry has four bytes; libwebp takes as much again where the last table just fits.
        return groupCount * (568 + 2 * 4 * entries)
    }

    /// Reads the beginning of a stream that codes an image of this size, behind the header that has the size.
    ///
    /// - Throws: `malformed` where libwebp would find it damaged too.
    init(of stream: ArraySlice<UInt8>, _ size: PixelSize) throws(ImageError) {
        var bits = LosslessBits(stream)
        let size = try Self.skipTransforms(&bits, size)
        cachedColours = try LosslessSubimage.cachedColours(&bits)
        let hasGroups = try bits.next(1) == 1
        groupCount =
            hasGroups
            ? try LosslessSubimage(&bits, Self.blocks(&bits, size)).groupCount(
                ofPixels: size.width * size.height)
            : 1
    }

    /// Reads over the images that transforms have; one of them makes the image itself narrower.
    private static func skipTransforms(
        _ bits: inout LosslessBits, _ size: PixelSize
    ) throws(ImageError) -> PixelSize {
        var width = size.width
        var seen: Set<Int> = []
        while try bits.next(1) == 1 {
            let transform = try bits.next(2)
            guard seen.insert(transform).inserted else { throw LosslessBits.damage }
            switch transform {
            case 0, 1:  // Each block of pixels has a predictor, or coefficients.
                let blocks = try blocks(&bits, PixelSize(width: width, height: size.height))
                _ = try LosslessSubimage(&bits, blocks)
            case 3:  // Pixels are indices into a palette, up to eight of them in one.
                let colours = try bits.next(8) + 1
                _ = try LosslessSubimage(&bits, PixelSize(width: colours, height: 1))
                let indices = colours > 16 ? 1 : colours > 4 ? 2 : colours > 2 ? 4 : 8
                width = (width + indices - 1) / indices
            default: break
            }
        }
        return PixelSize(width: width, height: size.height)
    }

    /// How many blocks an image has, whose side is told next.
    private static func blocks(
        _ bits: inout LosslessBits, _ size: PixelSize
    ) throws(ImageError) -> PixelSize {
        let side = 4 << (try bits.next(3))
        return PixelSize(width: (size.width + side - 1) / side, height: (size.height + side - 1) / side)
    }
}
