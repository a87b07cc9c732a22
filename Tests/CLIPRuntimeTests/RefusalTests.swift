import ByteIO
import CLIPRuntime
import Conversion
import Foundation
import Kernels
import ModelKit
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

    /// Overwrites the first bytes of a tensor, without its digest, and opens the file again.
    private func changed(_ file: ClipwFile, _ name: String, to bytes: [UInt8]) throws -> ClipwFile {
        let entry = try #require(file.entries.first { $0.descriptor.name == name })
        let handle = try FileHandle(forUpdating: URL(filePath: file.file.path.description))
        try handle.seek(toOffset: UInt64(entry.byteRange.lowerBound))
        handle.write(Data(bytes))
        return try ClipwFile(path: file.file.path)
    }

    @Test func weightsThatAreNotFiniteGiveNoEmbedding() throws {
        let file = try fixture.converted(.fp32, in: directory)
        let opened = try changed(file, "ln_final.bias", to: [0, 0, 0xC0, 0x7F])
        let error = #expect(throws: FileError.self) {
            try EmbeddingModel(file).embed(tokens: [[298, 299]])
        }
        #expect(error?.code == .changed, "it was written to after it was opened")
        let found = #expect(throws: FileError.self) {
            try EmbeddingModel(opened).embed(tokens: [[298, 299]])
        }
        #expect(found?.found == "the embedding is not finite")
    }

    /// Weights of another model than the one that was opened, though all of them are finite.
    @Test(arguments: [("visual.conv1.weight", Tower.image), ("ln_final.bias", .text)])
    func towerOfAFileThatWasWrittenToIsNotLoaded(_ name: String, _ tower: Tower) throws {
        let file = try fixture.converted(.fp32, in: directory)
        let model = try EmbeddingModel(file)
        _ = try changed(file, name, to: [0, 0, 0x80, 0x3F])
        let error = #expect(throws: FileError.self) { try model.load(tower) }
        #expect(error?.code == .changed)
        #expect(error?.found == "the file was written to while it was being used")
    }

    /// One text's token is broken, the other's are not.
    @Test func oneEmbeddingThatIsNotFiniteIsItsInputsAlone() throws {
        let file = try fixture.converted(.fp32, in: directory)
        let opened = try changed(file, "token_embedding.weight", to: [0, 0, 0xC0, 0x7F])
        let results = try EmbeddingModel(opened).embeddings(ofTokens: [[298, 1, 299], [298, 0, 299]])
        #expect(throws: Never.self) { try results[0].get() }
        let error = #expect(throws: FileError.self) { try results[1].get() }
        #expect(error?.found == "the embedding is not finite")
    }

    @Test func embeddingOfZerosIsNone() throws {
        let file = try fixture.converted(.fp32, in: directory)
        let entry = try #require(file.entries.first { $0.descriptor.name == "text_projection" })
        let zeros = [UInt8](repeating: 0, count: entry.byteRange.count)
        let opened = try changed(file, "text_projection", to: zeros)
        let error = #expect(throws: FileError.self) {
            try EmbeddingModel(opened).embed(tokens: [[298, 299]])
        }
        #expect(error?.found == "the embedding is zero")
        #expect(CLIP.normalized([0, 0]) == [0, 0])
    }

    @Test(arguments: [Float.nan, .infinity, -.infinity, 20.01, -20.01, 1e30])
    func absurdLogitScaleIsRefused(_ logarithm: Float) throws {
        let file = try fixture.converted(.fp32, in: directory)
        let opened = try changed(file, "logit_scale", to: little(Int(logarithm.bitPattern), 4))
        let error = #expect(throws: FileError.self) { try EmbeddingModel(opened).logitScale() }
        #expect(error?.code == .malformed && error?.location == "tensor 'logit_scale'")
    }

    @Test(arguments: [Float(-20), 0, 4.6052, 20]) func logitScaleWithinTheBoundsIsRead(
        _ logarithm: Float
    ) throws {
        let file = try fixture.converted(.fp32, in: directory)
        let opened = try changed(file, "logit_scale", to: little(Int(logarithm.bitPattern), 4))
        let factor = try #require(try EmbeddingModel(opened).logitScale())
        #expect(abs(factor.logarithm - logarithm) < 1e-4)
        #expect(LogitScale(factor: factor)?.factor == factor)
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

extension Float {
    fileprivate var logarithm: Float { log(self) }
}
