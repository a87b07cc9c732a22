import ByteIO
import SentencePiece
import TestSupport
import Testing

@Suite("SentencePiece models that are none")
struct RefusalTests {
    /// A file that must be refused, and what is said of it.
    struct Bad: Sendable, CustomTestStringConvertible {
        let found: String
        let bytes: [UInt8]
        var testDescription: String { found }
    }

    private static let unknown = ModelBytes.piece("<unk>", 0, .unknown)

    static let bad: [Bad] = [
        Bad(found: "the tokenizer has 0 unknown pieces", bytes: []),
        Bad(found: "the tokenizer has 0 unknown pieces", bytes: ModelBytes.piece("a", 0)),
        Bad(found: "the tokenizer has 2 unknown pieces", bytes: unknown + ModelBytes.piece("b", 0, .unknown)),
        Bad(
            found: "'a' is there twice", bytes: unknown + ModelBytes.piece("a", 0) + ModelBytes.piece("a", 1)),
        Bad(found: "a piece is not valid UTF-8", bytes: unknown + ModelBytes.piece([0xFF], 0)),
        Bad(found: "a piece is not valid UTF-8", bytes: unknown + ModelBytes.piece([0xED, 0xA0, 0x80], 0)),
        Bad(found: "a piece has 0 bytes", bytes: unknown + ModelBytes.piece("", 0)),
        Bad(found: "a piece has 0 bytes", bytes: unknown + ModelBytes.message(1, ModelBytes.score(0))),
        Bad(
            found: "a piece has 257 bytes",
            bytes: unknown + ModelBytes.piece([UInt8](repeating: 0x61, count: 257), 0)),
        Bad(found: "a piece's score is not a finite number", bytes: unknown + ModelBytes.piece("a", .nan)),
        Bad(
            found: "a piece's score is not a finite number", bytes: unknown + ModelBytes.piece("a", .infinity)
        ),
        Bad(
            found: "a piece is of an unknown kind",
            bytes: unknown + ModelBytes.message(1, ModelBytes.message(1, [0x61]) + ModelBytes.number(3, 7))),
        Bad(
            found: "a piece is of an unknown kind",
            bytes: unknown
                + ModelBytes.message(1, ModelBytes.message(1, [0x61]) + ModelBytes.number(3, 1 << 40))),
        Bad(
            found: "the tokenizer model is of type 3",
            bytes: unknown + ModelBytes.message(2, ModelBytes.number(3, 3))),
        Bad(
            found: "the tokenizer has 1 pieces for bytes",
            bytes: unknown + ModelBytes.piece("<0x00>", 0, .byte)
                + ModelBytes.message(2, ModelBytes.number(35, 1))),
        Bad(found: "a field of 5 bytes", bytes: unknown + [0x0A, 5, 0]),
        Bad(found: "a field of 18446744073709551615 bytes", bytes: [0x0A] + ModelBytes.varint(.max)),
        Bad(found: "a number does not end", bytes: [UInt8](repeating: 0xFF, count: 11)),
        Bad(found: "the message ends within a field", bytes: [0x08]),
        Bad(found: "the message ends within a field", bytes: [0x0D, 0, 0, 0]),
        Bad(found: "a field has wire type 3", bytes: [0x0B]),
        Bad(found: "a field has wire type 4", bytes: [0x0C]),
        Bad(found: "a field has number 0", bytes: [0x00, 0x00]),
    ]

    @Test("what is no model is refused with the reason", arguments: bad)
    func isRefused(_ bad: Bad) throws {
        let error = #expect(throws: FileError.self) { try SentencePieceModel(protobuf: bad.bytes) }
        #expect(error?.found.hasPrefix(bad.found) == true, "\(error?.found ?? "")")
    }

    @Test("a model that ends early is refused, or has the pieces before the end")
    func everyTruncationEnds() throws {
        let whole = try Repository.fixtureBytes("sentencepiece/gemma.model")
        let pieces = try SentencePieceModel(protobuf: whole).pieces
        for end in stride(from: 0, to: whole.count, by: 991) {
            guard let model = try? SentencePieceModel(protobuf: Array(whole[..<end])) else { continue }
            #expect(model.pieces == Array(pieces.prefix(model.pieces.count)))
        }
    }

    @Test(
        "character maps that do not fit together are refused",
        arguments: [
            [1, 2, 3], [0, 0, 0, 0], [3, 0, 0, 0, 1, 2, 3], [8, 0, 0, 0, 1, 2, 3, 4],
            [255, 255, 255, 255, 0],
            ModelBytes.characterMap([0], [UInt8](repeating: 0x61, count: 65)),
        ] as [[UInt8]])
    func characterMapIsRefused(_ map: [UInt8]) throws {
        let model = try SentencePieceModel(
            protobuf: ModelBytes.small + ModelBytes.message(3, ModelBytes.message(2, map)))
        #expect(throws: FileError.self) { try SentencePieceTokenizer(model) }
    }
}
