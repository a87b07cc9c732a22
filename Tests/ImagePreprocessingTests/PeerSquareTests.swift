import ByteIO
import Foundation
import ImagePreprocessing
import ModelKit
import TestSupport
import Testing

/// Every square is, byte for byte, what Pillow, torchvision and open_clip make.
@Suite struct PeerSquareTests {
    static let fixtures = (try? ExpectedSquare.all(in: Repository.fixture("images"))) ?? []
    /// A folder made by Scripts/compare_images.py, when that runs this test.
    static let others =
        ProcessInfo.processInfo.environment["CLIPW_IMAGES"]
        .flatMap { try? ExpectedSquare.all(in: $0) } ?? []

    @Test func thereAreFixtures() {
        #expect(Set(Self.fixtures.map(\.file)).count >= 40)
    }

    @Test(arguments: fixtures) func squareIsThatOfThePeers(_ expected: ExpectedSquare) throws {
        try Self.compare(expected)
    }

    @Test(.enabled(if: !others.isEmpty), arguments: others)
    func squareOfAnotherFolderIsThatOfThePeers(_ expected: ExpectedSquare) throws {
        try Self.compare(expected)
    }

    private static func compare(_ expected: ExpectedSquare) throws {
        let preprocessor = ImagePreprocessor(expected.preprocessing, honorsEXIF: expected.honorsEXIF)
        let bytes = try expected.bytes()
        guard expected.digest != "error" else {
            #expect(throws: ImageError.self) { try preprocessor.pixels(ofEncoded: bytes) }
            return
        }
        let square = try preprocessor.pixels(ofEncoded: bytes)
        let digest = try SHA256.digest(of: square.pixels.span).description
        if digest != expected.digest, !expected.pixels.isEmpty {
            let differences = zip(square.pixels, expected.pixels).map { abs(Int($0) - Int($1)) }
            let places = differences.indices.filter { differences[$0] > 0 }
            Issue.record(
                "\(places.count) bytes differ by up to \(differences.max() ?? 0), the first is \(places.first ?? -1)"
            )
        }
        #expect(digest == expected.digest)
    }
}
