import ModelKit
import TestSupport
import Testing

@testable import ImagePreprocessing

/// Memory and work are counted, and at most double where an image doubles.
@Suite struct DecodingCostTests {
    /// An image that can be had in several sizes.
    struct Family: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let make: @Sendable (Int) -> [UInt8]
    }

    /// Pixels double with each step, by the height.
    static let families = [
        Family(testDescription: "lossless WebP of no bits") { WebPBuilder.oneColour(512, 512 * $0) },
        Family(testDescription: "PNG") { PNGBuilder(512, 512 * $0).bytes },
        Family(testDescription: "interlaced PNG of nothing but a header") { scale in
            PNGBuilder.changed(512, 512 * scale) { $0.isInterlaced = true }
        },
        Family(testDescription: "baseline JPEG") { scale in
            JPEGBuilder.changed {
                ($0.width, $0.height, $0.scans, $0.isInterleaved) = (512, 512 * scale, 1, true)
                $0.coded = [UInt8](repeating: 0, count: 64 * 64 * scale * 3 * 2 / 8)
            }
        },
        Family(testDescription: "progressive JPEG") { JPEGBuilder.emptyScans(6, side: 512 * $0) },
    ]

    /// The share of an image, and the visits of its scans.
    private static func cost(of bytes: [UInt8]) throws -> (share: Int, visits: Int) {
        let memory = ImageMemory(byteCount: .max)
        // Where decoding fails, what it cost is counted all the same.
        _ = try? ImagePreprocessor(.openAI(imageSize: 224), memory: memory).pixels(ofEncoded: bytes)
        let visits = try ImageDecoder.withDecoder(of: bytes) { decoder throws(ImageError) in
            try? decoder.start()
            return decoder.visits
        }
        return (memory.peakByteCount, visits)
    }

    @Test(arguments: families) func costGrowsLikeTheImage(_ family: Family) throws {
        let costs = try [1, 2, 4].map { try Self.cost(of: family.make($0)) }
        // Both sides of the progressive one double.
        let growth = family.testDescription == "progressive JPEG" ? 4.4 : 2.2
        for (small, large) in zip(costs, costs.dropFirst()) {
            #expect(small.share > 0)
            #expect(Double(large.share) <= growth * Double(small.share))
            #expect(Double(large.visits) <= growth * Double(small.visits))
        }
    }

    /// Scans as such cost nothing beyond what pixels and bytes allow.
    @Test(arguments: [100, 200, 400]) func visitsOfScansAreBoundedByPixelsAndBytes(_ scans: Int) throws {
        let bytes = JPEGBuilder.emptyScans(scans, side: 2048)
        let blocks = 256 * 256
        try ImageDecoder.withDecoder(of: bytes) { decoder throws(ImageError) in
            let error = #expect(throws: ImageError.self) { try decoder.start() }
            #expect(error?.code == .limit)
            #expect(decoder.visitLimit == 4096 + 32 * blocks + bytes.count)
            // The scan that is one too many is charged before it is read.
            #expect(decoder.visits > decoder.visitLimit && decoder.visits <= decoder.visitLimit + blocks)
        }
    }

    /// Twelve megapixels pass within 8 MiB where rows come one after another, and so do four times as many.
    @Test(arguments: [1, 2]) func rowsAreResizedAsTheyCome(_ scale: Int) throws {
        let bytes = JPEGBuilder.changed {
            ($0.width, $0.height, $0.scans, $0.isInterleaved) = (4000 * scale, 3000 * scale, 1, true)
            $0.coded = [UInt8](repeating: 0, count: 500 * 375 * scale * scale * 3 * 2 / 8 + 1)
        }
        let memory = ImageMemory(byteCount: 8 << 20)
        let square = try ImagePreprocessor(.openAI(imageSize: 32), memory: memory).pixels(ofEncoded: bytes)
        #expect(square.pixels == [UInt8](repeating: JPEGBuilder.grey, count: 32 * 32 * 3))
    }

    /// The usual progressive image of a camera, ten scans over a hundred megapixels, is within both bounds.
    @Test func hundredMegapixelsOfTenScansAreAllowed() throws {
        let bytes = JPEGBuilder.emptyScans(10, side: 10_000)
        let visits = try ImageDecoder.withDecoder(of: bytes) { decoder throws(ImageError) in
            #expect(decoder.byteCount < ImageMemory.shared.byteCount / 2)
            try decoder.start()
            return decoder.visits
        }
        #expect(visits == 10 * 1250 * 1250)
    }
}
