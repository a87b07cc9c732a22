import HostileCases
import ImagePreprocessing
import ModelKit
import TestSupport
import Testing

/// What the libraries allocate while they decode is what the image was charged for, or less.
@Suite(.enabled(if: AllocationCounter.isAvailable)) struct ImageAllocationTests {
    struct Picture: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let bytes: @Sendable () throws -> [UInt8]
    }

    private static let pictures = [
        Picture(testDescription: "WebP of 1,000 groups, by their numbers") {
            WebPBuilder.changed { ($0.width, $0.height, $0.cacheBits, $0.groups) = (128, 16, 11, [999]) }
        },
        Picture(testDescription: "WebP of one group, the last of 65,536") {
            WebPBuilder.changed { ($0.width, $0.height, $0.cacheBits, $0.groups) = (64, 64, 11, [65_535]) }
        },
        Picture(testDescription: "WebP of 4,096 groups and no codes") {
            WebPBuilder.changed {
                ($0.width, $0.height, $0.cacheBits) = (256, 256, 11)
                ($0.groups, $0.codedGroups) = ((0..<4096).map { $0 * 16 }, 0)
            }
        },
        Picture(testDescription: "WebP of 4,096 groups of codes") {
            WebPBuilder.changed {
                ($0.width, $0.height, $0.groups, $0.codedGroups) = (256, 256, Array(0..<4096), 4096)
            }
        },
        Picture(testDescription: "WebP whose alpha has 1,000 groups, by their numbers") {
            var alpha = WebPBuilder()
            (alpha.width, alpha.height, alpha.cacheBits, alpha.groups) = (61, 51, 11, [999])
            return alpha.asAlpha(of: try Repository.fixtureBytes("images/webp-lossy-alpha.webp"))
        },
        fixture("webp-lossless.webp"), fixture("webp-lossy-alpha.webp"), fixture("webp-animated.webp"),
        fixture("png-rgb-8-interlaced.png"), fixture("jpeg-progressive.jpg"),
    ]

    private static func fixture(_ name: String) -> Picture {
        Picture(testDescription: name) { try Repository.fixtureBytes("images/" + name) }
    }

    /// The share that an image takes of what all may take.
    private static func share(_ bytes: [UInt8]) -> Int {
        let memory = ImageMemory(byteCount: .max)
        _ = try? ImagePreprocessor(.openAI(imageSize: 8), memory: memory).pixels(ofEncoded: bytes)
        return memory.peakByteCount
    }

    private static func peak(_ bytes: [UInt8]) throws -> Int {
        let directory = try TemporaryDirectory()
        try directory.write(HostileCases.goodClipwFile, to: "model.clipw")
        try directory.write(bytes, to: "image")
        return try AllocationCounter(
            "clip-embed", ["model.clipw", "--image", "image"], directory: directory.path
        ).peakBytes
    }

    @Test(arguments: pictures) func allocatedIsCharged(_ picture: Picture) throws {
        let bytes = try picture.bytes()
        let share = Self.share(bytes)
        let peak = try Self.peak(bytes) - Self.peak(PNGBuilder(1, 1).bytes)
        #expect(share > 0 && peak <= share)
    }
}
