import Foundation
import ImagePreprocessing
import ModelKit
import TestSupport

extension FuzzTarget {
    /// A PNG, on its way to a model's input.
    static let png = picture("png", "png") { PNGChunks.repairChecksums(&$0) }
    /// A JPEG.
    static let jpeg = picture("jpeg", "jpg", repair: nil)
    /// A WebP, among them one of many groups of codes: a few bits make it a thousand, of 20 kB each.
    static let webp = picture(
        "webp", "webp",
        others: [
            WebPBuilder.changed {
                ($0.width, $0.height, $0.cacheBits) = (32, 32, 11)
                ($0.groups, $0.codedGroups) = ([31], 32)
            }
        ], repair: nil)

    private static func picture(
        _ name: String, _ suffix: String, others: [[UInt8]] = [],
        repair: (@Sendable (inout [UInt8]) -> Void)?
    ) -> FuzzTarget {
        FuzzTarget(
            name: name,
            seeds: {
                let folder = Repository.fixture("images")
                let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
                // One that is a line of pixels cannot be made a square by its longer side.
                let isLine = { (name: String) in name.contains("-1x") && !name.contains("-1x1.") }
                return try names.filter { $0.hasSuffix(suffix) && !isLine($0) }.map { name in
                    try Repository.fixtureBytes("images/\(name)")
                }.filter { $0.count < 2000 } + others
            },
            read: { bytes in
                for preprocessor in preprocessors {
                    _ = try preprocessor.normalized(preprocessor.pixels(ofEncoded: bytes))
                }
            },
            repair: repair)
    }

    /// A small square, cut out and turned upright, and one that is filled up.
    private static let preprocessors = [(true, Preprocessing.ResizeMode.shortest), (false, .longest)]
        .compactMap {
            (honorsEXIF, mode) -> ImagePreprocessor? in
            guard let constants = try? Preprocessing(imageSize: 32, resizeMode: mode) else { return nil }
            return ImagePreprocessor(constants, honorsEXIF: honorsEXIF)
        }
}
