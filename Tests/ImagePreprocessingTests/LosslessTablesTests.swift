import TestSupport
import Testing

@testable import ImagePreprocessing

/// Groups of prefix codes are counted as libwebp counts them, from what stands before the codes.
@Suite struct LosslessTablesTests {
    struct Groups: Sendable {
        let numbers: [Int]
        let count: Int
        init(_ numbers: [Int], _ count: Int) { (self.numbers, self.count) = (numbers, count) }
    }

    /// Of a file that begins with its image.
    private static func tables(_ bytes: [UInt8]) throws -> LosslessTables {
        // Behind the headers of the file and of its chunk: a byte, the sides less one in 14 bits each, and four bits.
        let sides = bytes[21..<25].reversed().reduce(0) { $0 << 8 | Int($1) }
        let size = PixelSize(width: sides & 0x3FFF + 1, height: sides >> 14 & 0x3FFF + 1)
        return try LosslessTables(of: bytes[25...], size)
    }

    @Test(arguments: [
        Groups([], 1), Groups([0], 1), Groups([5], 6), Groups([999], 1000), Groups([1000], 1),
        Groups([65_535], 1), Groups([65_535, 0, 256, 0], 3), Groups(Array(500..<1524), 1024),
    ])
    func groupsAreCounted(_ groups: Groups) throws {
        let bytes = WebPBuilder.changed { ($0.width, $0.height, $0.groups) = (256, 64, groups.numbers) }
        #expect(try Self.tables(bytes).groupCount == groups.count)
    }

    @Test(arguments: [0, 1, 11]) func coloursOfTheCacheHaveCodes(_ bits: Int) throws {
        let tables = try Self.tables(WebPBuilder.changed { $0.cacheBits = bits })
        #expect(tables.cachedColours == (bits == 0 ? 0 : 1 << bits))
        #expect(tables.byteCount == 568 + 8 * (2956 + tables.cachedColours))
    }

    /// Images as they are take what a few groups need, not what their bytes could hold.
    @Test(arguments: ["webp-lossless.webp", "webp-lossless-alpha.webp"]) func realImageHasFewGroups(
        _ name: String
    ) throws {
        #expect(try Self.tables(Repository.fixtureBytes("images/" + name)).groupCount < 10)
    }

    /// Work is a matter of bytes: an image of gigapixels that takes no bits is read at once.
    @Test func pixelsWithoutBitsTakeNoTime() throws {
        let stream = WebPBuilder.oneColour(16_384, 16_384)[25...]
        #expect(try LosslessTables(of: stream, PixelSize(width: 1 << 24, height: 1 << 24)).groupCount == 1)
    }
}
