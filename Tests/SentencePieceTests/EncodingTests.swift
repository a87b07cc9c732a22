import Testing

@testable import SentencePiece

@Suite("SentencePiece encoding")
struct EncodingTests {
    private func tokenizer(_ bytes: [UInt8]) throws -> SentencePieceTokenizer {
        try SentencePieceTokenizer(SentencePieceModel(protobuf: bytes))
    }

    @Test("the most probable pieces are taken, and of equal ways the one found first")
    func mostProbable() throws {
        #expect(try tokenizer(ModelBytes.small).encode("abba") == [3, 2, 1])
    }

    @Test("a run of what no piece covers is one unknown piece")
    func unknownRunsAreOne() throws {
        #expect(try tokenizer(ModelBytes.small).encode("xyzaé€") == [0, 1, 0])
    }

    @Test("an unused piece is never given out", arguments: [1, 2] as [UInt64])
    func unusedPieces(algorithm: UInt64) throws {
        let bytes =
            ModelBytes.piece("<unk>", 0, .unknown) + ModelBytes.piece("a", -2) + ModelBytes.piece("b", -2)
            + ModelBytes.piece("ab", -1, .unused) + ModelBytes.piece("abc", -0.5) + ModelBytes.piece("c", -3)
            + ModelBytes.plain + ModelBytes.message(2, ModelBytes.number(3, algorithm))
        #expect(try tokenizer(bytes).encode("ab") == [1, 2])
        #expect(try tokenizer(bytes).encode("abc") == [4])
    }

    @Test("a character map that leads round in circles matches no more than its longest key")
    func circularMap() throws {
        var units = [UInt32](repeating: 0, count: 256)
        // Unit 0x61 has label `a`, a leaf, and an offset that leads by another `a` to itself.
        units[0x61] = 0x61 << 10 | 1 << 8 | 0x61
        let map = try #require(try CharacterMap(ModelBytes.characterMap(units, [0x62, 0])))
        let text = [UInt8](repeating: 0x61, count: 10_000)
        let found = map.match(text, at: 0)
        let match = try #require(found)
        #expect(match.length == Limits.characterMapKeyBytes)
        #expect(Array(match.replacement) == [0x62])
    }

    @Test("a value of a character map beyond its replacements is no match")
    func valueBeyondTheEnd() throws {
        var units = [UInt32](repeating: 0, count: 256)
        units[0] = 0x7FFF_FF00 & ~0x3FF
        units[0x61] = 0x61 | 1 << 8
        let map = try #require(try CharacterMap(ModelBytes.characterMap(units, [])))
        #expect(map.match([0x61], at: 0) == nil)
    }

    @Test("every position of a damaged character map is looked up within it")
    func randomMapsEnd() throws {
        var state: UInt64 = 1
        for _ in 0..<200 {
            let units = (0..<64).map { _ in
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return UInt32(truncatingIfNeeded: state >> 32)
            }
            let map = try #require(try CharacterMap(ModelBytes.characterMap(units, [0x61, 0])))
            let text = (0...255).map { UInt8($0) }
            for start in text.indices { _ = map.match(text, at: start) }
        }
    }
}
