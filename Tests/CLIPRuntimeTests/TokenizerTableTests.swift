import ByteIO
import SafeTensors
import StrictJSON
import Tensors
import TestSupport
import Testing
import Tokenizer
import WeightFile

@testable import CLIPRuntime

/// The merges that a file carries are the ones that its texts are cut by.
@Suite struct TokenizerTableTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    /// A file that holds merges and nothing else.
    private func file(_ bytes: [UInt8]?, _ shape: Shape, _ type: ElementType = .uint16) throws -> ClipwFile {
        let tensors =
            bytes == nil
            ? [] : [TensorDescriptor(name: "clipw.tokenizer.merges", elementType: type, shape: shape)]
        let metadata = ClipwMetadata(
            precision: "fp32", architecture: .null, preprocess: .null, tokenizer: .null, source: .null,
            golden: .null)
        let writer = try ClipwWriter(
            path: directory.path("a"), weights: tensors, metadata: metadata, mayReplace: true)
        var digests: [Digest] = []
        for entry in writer.entries {
            let bytes = bytes ?? []
            try writer.write(bytes.span, at: entry.byteRange.lowerBound)
            digests.append(try SHA256.digest(of: bytes.span))
        }
        return try writer.finish(metadata: metadata, digests: digests)
    }

    @Test func mergesOfTheFileAreUsed() throws {
        // "l" and "o" are bytes 75 and 78 in CLIP's order; "lo", then "lo" at the end of a word.
        let pairs: [UInt8] = [75, 0, 78, 0, 75, 0, 78, 1]
        let tokenizer = try #require(try Tokenizer(of: file(pairs, [2, 2]), vocabularySize: 516))
        #expect(tokenizer.merges.pairs.count == 2)
        #expect(try tokenizer.tokenize("lo") == [514, 513, 515])
        #expect(try tokenizer.tokenize("lolo") == [514, 512, 513, 515])
    }

    @Test func tableOfCLIPIsRecognised() throws {
        let bytes = Tokenizer.bytes(of: .clip)
        #expect(bytes.count == 195_576)
        let tokenizer = try Tokenizer(of: file(bytes, [48_894, 2]), vocabularySize: 49_408)
        #expect(try tokenizer?.tokenize("a photo of a cat") == [49406, 320, 1125, 539, 320, 2368, 49407])
    }

    @Test func fileWithoutTableHasThatOfCLIPOrNone() throws {
        #expect(try Tokenizer(of: file(nil, []), vocabularySize: 49_408) != nil)
        #expect(try Tokenizer(of: file(nil, []), vocabularySize: 49_407) == nil)
    }

    @Test(
        arguments: [
            ([75, 0, 78, 0], [1, 2], ElementType.uint16, "U16 [1, 2]"),
            ([UInt8](repeating: 0, count: 8), [4, 1], .uint16, "U16 [4, 1]"),
            ([UInt8](repeating: 0, count: 8), [2, 2, 2], .uint8, "U8 [2, 2, 2]"),
            ([75, 0, 78, 0, 75, 0, 1, 2], [2, 2], .uint16, "merge 1 names token 513"),
            ([75, 0, 78, 0, 75, 0, 78, 0], [2, 2], .uint16, "merge 1 is the same as merge 0"),
        ] as [([UInt8], [Int], ElementType, String)])
    func tableThatIsNoneIsRefused(_ bytes: [UInt8], _ dimensions: [Int], _ type: ElementType, _ found: String)
        throws
    {
        let file = try file(bytes, try #require(Shape(dimensions)), type)
        let error = #expect(throws: FileError.self) { try Tokenizer(of: file, vocabularySize: 516) }
        #expect(error?.description.contains(found) == true, "\(String(describing: error))")
    }
}
