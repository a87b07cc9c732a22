import ByteIO
import CLIPRuntime
import CLIPSchema
import Conversion
import Foundation
import Kernels
import Quantization
import SafeTensors
import Tensors
import TestSupport
import Testing
import WeightFile

/// What cannot be embedded, and files that are not what they seem.
@Suite struct RefusalTests {
    private let directory: TemporaryDirectory
    private let fixture = Fixture("openclip-heads")

    init() throws { directory = try TemporaryDirectory() }

    @Test func missingTowerIsNamed() throws {
        let images = try EmbeddingModel(fixture.converted(.fp16, in: directory, towers: .imageOnly))
        let noTexts = #expect(throws: FileError.self) { try images.embed(tokens: [[298, 299]]) }
        #expect(noTexts?.found == "the model has no text tower")
        #expect(try images.logitScale() == nil)
        let texts = try EmbeddingModel(fixture.converted(.fp16, in: directory, towers: .textOnly))
        let noImages = #expect(throws: FileError.self) { try texts.embed(pixels: []) }
        #expect(noImages?.found == "the model has no image tower")
    }

    @Test(arguments: [
        ([], "a text has 0 tokens"), ([Int32](repeating: 1, count: 21), "a text has 21 tokens"),
        ([300], "a text has token 300"), ([-1], "a text has token -1"),
        ([Int32.max], "a text has token 2147483647"),
    ])
    func tokensThatTheModelDoesNotHaveAreRefused(_ tokens: [Int32], _ found: String) throws {
        let model = try EmbeddingModel(fixture.converted(.fp16, in: directory))
        let error = #expect(throws: FileError.self) { try model.embed(tokens: [[298, 299], tokens]) }
        #expect(error?.found == found)
    }

    @Test(arguments: [0, 1, 3 * 40 * 40 - 1, 3 * 40 * 40 + 1])
    func pixelsOfAnotherImageAreRefused(_ count: Int) throws {
        let model = try EmbeddingModel(fixture.converted(.fp16, in: directory))
        let right = [Float](repeating: 0, count: 3 * 40 * 40)
        let error = #expect(throws: FileError.self) {
            try model.embed(pixels: [right, [Float](repeating: 0, count: count)])
        }
        #expect(error?.found == "it has \(count) numbers" && error?.location == "image 1")
        #expect(error?.allowed == "3 x 40 x 40")
    }

    @Test(arguments: [(0, 1), (-5, 1), (Int.min, 1), (3, 3), (Int.max, 1024)])
    func numberOfThreadsBecomesTheNearestThatCanBe(_ given: Int, _ taken: Int) throws {
        var options = RuntimeOptions()
        options.threads = given
        #expect(options.threads == taken)
        let model = try EmbeddingModel(fixture.converted(.fp16, in: directory), options: options)
        #expect(try model.embed(tokens: [[298, 299]]).count == 1)
    }

    @Test func nothingBehindTheEndOfTextCounts() throws {
        let model = try EmbeddingModel(fixture.converted(.fp32, in: directory))
        let embeddings = try model.embed(tokens: [[298, 5, 299], [298, 5, 299, 7, 299, 0]])
        #expect(relativeError(embeddings[1], embeddings[0]) < 1e-6)
    }

    @Test func modelWithoutKnownVocabularyHasNoTokenizer() throws {
        let model = try CLIP(fixture.converted(.fp16, in: directory))
        #expect(model.tokenizer == nil)
        let error = #expect(throws: FileError.self) { try model.embed(texts: ["a cat"]) }
        #expect(error?.found == "the model has 300 tokens, and its file has no table of them")
    }

    /// A mapping would end the process with a signal here.
    @Test func fileThatShrinksWhileInUseIsAnError() throws {
        let file = try fixture.converted(.fp32, in: directory)
        let model = try EmbeddingModel(file)
        try FileHandle(forUpdating: URL(filePath: file.file.path.description)).truncate(atOffset: 8192)
        let error = #expect(throws: FileError.self) { try model.embed(tokens: [[298, 299]]) }
        #expect(error?.code == .changed)
    }

    @Test func weightsThatAreNotFiniteGiveNoEmbedding() throws {
        let file = try fixture.converted(.fp32, in: directory)
        let entry = try #require(file.entries.first { $0.descriptor.name == "ln_final.bias" })
        let handle = try FileHandle(forUpdating: URL(filePath: file.file.path.description))
        try handle.seek(toOffset: UInt64(entry.byteRange.lowerBound))
        handle.write(Data([0, 0, 0xC0, 0x7F]))
        let changed = #expect(throws: FileError.self) {
            try EmbeddingModel(file).embed(tokens: [[298, 299]])
        }
        #expect(changed?.code == .changed, "it was written to after it was opened")
        let opened = try ClipwFile(path: file.file.path)
        let error = #expect(throws: FileError.self) {
            try EmbeddingModel(opened).embed(tokens: [[298, 299]])
        }
        #expect(error?.found == "an embedding is not finite")
    }

    /// The header tells another model than the tensors make.
    @Test(arguments: [
        ("transformer_layers\\\":2", "transformer_layers\\\":1"), ("embed_dim\\\":40", "embed_dim\\\":41"),
        ("vision_width\\\":48", "vision_width\\\":96"),
        ("image_resolution\\\":40", "image_resolution\\\":48"),
    ])
    func descriptionThatContradictsTheTensorsIsRefused(_ text: String, _ replacement: String) throws {
        let path = try fixture.converted(.fp32, in: directory).file.path.description
        var bytes = try Data(contentsOf: URL(filePath: path))
        let range = try #require(bytes.range(of: Data(text.utf8)))
        bytes.replaceSubrange(range, with: Data(replacement.utf8))
        try DigestRepair.repairHeader(&bytes)
        try bytes.write(to: URL(filePath: path))
        let error = #expect(throws: FileError.self) { try EmbeddingModel(ClipwFile(path: FilePath(path))) }
        #expect(error?.code == .malformed)
    }
}

/// Gives a changed header its right digest again, as whoever forges a file would.
enum DigestRepair {
    static func repairHeader(_ file: inout Data) throws {
        let headerLength = file.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
        let header = [UInt8](file.prefix(8 + headerLength))
        let text = String(decoding: header, as: UTF8.self)
        let name = try #require(text.range(of: "\"clipw.digests\""))
        let offsets = try #require(text[name.upperBound...].range(of: "\"data_offsets\":["))
        let start = try #require(Int(text[offsets.upperBound...].prefix { $0 != "," }))
        let position = header.count + start
        file.replaceSubrange(position..<position + 32, with: Data(try SHA256.digest(of: header.span).bytes))
    }
}
