import Foundation
import FoundationXML
import Testing

@testable import ZeroShot

/// The image of a confusion matrix is XML, whatever folders are called.
@Suite struct ConfusionMatrixTests {
    private func isWellFormed(_ svg: String) -> Bool {
        XMLParser(data: Data(svg.utf8)).parse()
    }

    private static let names = [
        "]]>", "<&\"'>", "--><!--", "\u{0}\u{1}\u{8}\u{B}\u{1F}\u{7F}\u{85}\u{9F}",
        "\u{FFFE}\u{FFFF}\u{1FFFE}",
        String(decoding: [0xED, 0xA0, 0x80], as: UTF8.self), "\u{202E}abc\u{2066}\u{2028}", "&#0;",
        String(repeating: "\u{301}", count: 100_000), "",
    ]

    @Test(arguments: names) func imageIsWellFormed(_ name: String) {
        var matrix = ConfusionMatrix(labelCount: 2)
        matrix.add(true: 0, taken: 1)
        let svg = matrix.svg(names: [name, name])
        #expect(isWellFormed(svg))
        #expect(svg.utf8.count < 8000)
        let hidden: Set<Unicode.GeneralCategory> = [.control, .format, .lineSeparator, .paragraphSeparator]
        #expect(!svg.unicodeScalars.contains { $0 != "\n" && hidden.contains($0.properties.generalCategory) })
    }

    /// Every character but the surrogates, which no string has.
    @Test func everyCharacterIsAllowed() {
        var matrix = ConfusionMatrix(labelCount: 1)
        matrix.add(true: 0, taken: 0)
        for start in stride(from: UInt32(0), to: 0x11_0000, by: 150) {
            let scalars = (start..<start + 150).compactMap(Unicode.Scalar.init)
            let name = String(String.UnicodeScalarView(scalars))
            #expect(isWellFormed(matrix.svg(names: [name])), "from \(start)")
        }
    }

    @Test(arguments: [1, 100, 101, 1801, 100_000]) func widthIsBounded(_ labels: Int) throws {
        var matrix = ConfusionMatrix(labelCount: labels)
        matrix.add(true: labels - 1, taken: labels - 1)
        let svg = matrix.svg(names: [])
        #expect(isWellFormed(svg))
        let width = try #require(svg.firstMatch(of: /width="(\d+)"/)?.1)
        #expect(try #require(Int(width)) <= 2100)
    }
}
