import ModelKit
import StrictJSON
import Tensors
import Testing
import Tokenizer

@testable import Families

/// The merges that a file carries are the ones that its texts are cut by.
@Suite struct CLIPTokenizerTests {
    private static func read(
        _ bytes: [UInt8]?, _ dimensions: [Int], _ type: ElementType = .uint16, vocabularySize: Int
    ) throws -> CLIPTokenizer {
        let name = "clipw.tokenizer.merges"
        let descriptor = TensorDescriptor(
            name: name, elementType: type, shape: try #require(Shape(dimensions)))
        let fields = try FieldReader(
            ["kind": "clip-bpe", "context_length": 77, "vocab_size": .integer(vocabularySize)],
            at: "model, tokenizer")
        return try CLIPTokenizer(fields, tables: bytes.map { [name: TokenizerTable(descriptor, $0)] } ?? [:])
    }

    private static func tokens(_ tokenizer: CLIPTokenizer, _ text: String) throws -> [Int32] {
        try tokenizer.tokens(of: text, contextLength: 77, truncate: false)
    }

    @Test func mergesOfTheFileAreUsed() throws {
        // "l" and "o" are bytes 75 and 78 in CLIP's order; "lo", then "lo" at the end of a word.
        let pairs: [UInt8] = [75, 0, 78, 0, 75, 0, 78, 1]
        let tokenizer = try Self.read(pairs, [2, 2], vocabularySize: 516)
        #expect(tokenizer.vocabularySize == 516)
        #expect(try Self.tokens(tokenizer, "lo") == [514, 513, 515])
        #expect(try Self.tokens(tokenizer, "lolo") == [514, 512, 513, 515])
    }

    @Test func theTableOfCLIPReadsBack() throws {
        let tables = try #require(CLIPTokenizer(vocabularySize: 49_408)).tables
        #expect(tables.map(\.bytes.count) == [195_576])
        let tokenizer = try Self.read(tables[0].bytes, [48_894, 2], vocabularySize: 49_408)
        #expect(
            try Self.tokens(tokenizer, "a photo of a cat") == [49406, 320, 1125, 539, 320, 2368, 49407])
        #expect(tokenizer.tables[0].bytes == tables[0].bytes)
    }

    @Test func onlyAVocabularyOfItsSizeIsCLIPs() {
        #expect(CLIPTokenizer(vocabularySize: 49_407) == nil)
    }

    @Test(
        arguments: [
            (nil, [2, 2], ElementType.uint16, "missing"),
            ([75, 0, 78, 0], [1, 2], .uint16, "U16 [1, 2]"),
            ([UInt8](repeating: 0, count: 8), [4, 1], .uint16, "U16 [4, 1]"),
            ([UInt8](repeating: 0, count: 8), [2, 2, 2], .uint8, "U8 [2, 2, 2]"),
            ([75, 0, 78, 0, 75, 0, 1, 2], [2, 2], .uint16, "merge 1 names token 513"),
            ([75, 0, 78, 0, 75, 0, 78, 0], [2, 2], .uint16, "merge 1 is the same as merge 0"),
        ] as [([UInt8]?, [Int], ElementType, String)])
    func aTableThatIsNoneIsRefused(
        _ bytes: [UInt8]?, _ dimensions: [Int], _ type: ElementType, _ found: String
    ) throws {
        let error = #expect(throws: SchemaError.self) {
            try Self.read(bytes, dimensions, type, vocabularySize: 516)
        }
        #expect(error?.location == "tensor 'clipw.tokenizer.merges'")
        #expect(error?.found.contains(found) == true, "\(String(describing: error))")
    }

    /// Changes to what a file of ViT-B/32 says of its tokenizer, and the key that is blamed.
    @Test(
        arguments: [
            ("kind", "wordpiece", true), ("kind", nil, false), ("context_length", 76, false),
            ("vocab_size", 49_407, false), ("lowercase", true, true),
        ] as [(String, JSONValue, Bool)])
    func aDescriptionThatDoesNotFitIsRefused(_ key: String, _ value: JSONValue, _ isUnsupported: Bool) throws
    {
        let architecture = try #require(CLIPArchitecture.published("ViT-B/32"))
        let tokenizer = try #require(CLIPTokenizer(vocabularySize: 49_408))
        let tables = Dictionary(tokenizer.tables.map { ($0.descriptor.name, $0) }) { first, _ in first }
        let good = tokenizer.json(contextLength: 77)
        _ = try TextTokenizers.read(good, tables: tables, for: architecture)
        var object = try #require(good.object)
        object[key] = value
        let error = #expect(throws: SchemaError.self) {
            try TextTokenizers.read(.object(object), tables: tables, for: architecture)
        }
        #expect(error?.location == "model, tokenizer.\(key)")
        #expect(error?.isUnsupported == isUnsupported)
    }
}
