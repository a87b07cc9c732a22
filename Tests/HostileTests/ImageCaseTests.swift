import Foundation
import HostileCases
import ImagePreprocessing
import ModelKit
import TestSupport
import Testing

/// I: pictures.
@Suite struct ImageCaseTests {
    private static let preprocessor = ImagePreprocessor(.openAI(imageSize: 8), honorsEXIF: true)

    @Test(arguments: HostileCases.images) func caseIsDecided(_ image: ImageCase) throws {
        let bytes = image.bytes
        try Self.checkInProcess(image, bytes)
        try Self.checkCommand(image, bytes)
    }

    private static func checkInProcess(_ image: ImageCase, _ bytes: [UInt8]) throws {
        switch image.verdict {
        case .refused(let sentence):
            let error = #expect(throws: ImageError.self, "\(image)") {
                try preprocessor.pixels(ofEncoded: bytes)
            }
            #expect(error?.description.contains(sentence) == true, "\(image): \(String(describing: error))")
        case .grey(let grey):
            let pixels = try preprocessor.pixels(ofEncoded: bytes).pixels
            #expect(pixels == [UInt8](repeating: grey, count: 8 * 8 * 3), "\(image)")
        case .picture:
            #expect(try preprocessor.pixels(ofEncoded: bytes).pixels.count == 8 * 8 * 3, "\(image)")
        }
    }

    /// A refusal is a line of the output, of which there is one for each picture.
    private static func checkCommand(_ image: ImageCase, _ bytes: [UInt8]) throws {
        let directory = try TemporaryDirectory()
        try directory.write(HostileCases.goodClipwFile, to: "model.clipw")
        try directory.write(bytes, to: "renamed.txt")
        let before = try Snapshot(of: directory.path)
        let run = try CommandRun(
            "clip-embed", ["model.clipw", "--image", "renamed.txt", "--exif"], limits: HostileCase.limits,
            directory: directory.path)
        let isRefused = image.exitCode != 0
        #expect(run.exitCode == image.exitCode, "\(image): \(run.errors)")
        #expect(run.output.split(separator: "\n").count == 1, "\(image): \(run.output)")
        #expect(run.output.contains(isRefused ? "\"error\":" : "\"embedding\":"), "\(image): \(run.output)")
        #expect(try Snapshot(of: directory.path) == before, "\(image)")
    }

    /// Each takes three quarters of what all may take together: they come one after another, whatever the threads, or two
    /// would not fit the addresses.
    @Test func imagesAtOnceTakeOneAllowance() throws {
        let directory = try TemporaryDirectory()
        try directory.write(HostileCases.goodClipwFile, to: "model.clipw")
        try directory.write(WebPBuilder.oneColour(10_000, 10_000), to: "large.webp")
        let images = [String](repeating: "large.webp", count: 4).flatMap { ["--image", $0] }
        let run = try CommandRun(
            "clip-embed", ["model.clipw"] + images, limits: ["--as=\(5 << 28)", "--core=0"],
            directory: directory.path)
        #expect(run.exitCode == 0, "\(run.errors)")
        #expect(run.output.components(separatedBy: "\"embedding\":").count == 5, "\(run.output)")
    }
}
