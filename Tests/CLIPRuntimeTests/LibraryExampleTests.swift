// The example of docs/library.md: what a Swift program imports, and nothing else.
import CLIPRuntime
import Foundation
import Quantization
import TestSupport
import Testing

@Suite struct LibraryExampleTests {
    /// Embeds pictures and texts, several at once from several tasks, and compares them.
    func similarities(model: CLIP, pictures: [URL], texts: [String]) async throws -> [[Double]] {
        async let images = Task { try model.embed(images: pictures) }.value
        let captions = try model.embed(texts: texts)
        return try await images.map { image in captions.map { cosine(image, $0) } }
    }

    @Test func exampleRuns() async throws {
        let directory = try TemporaryDirectory()
        _ = try Fixture("vit-torchscript-openai.pt").converted(.fp16, in: directory)
        let model = try CLIP(contentsOf: URL(filePath: directory.path("model.clipw")))
        let pictures = ["jpeg-444.jpg", "png-gray-4.png"].map {
            URL(filePath: Repository.fixture("images/\($0)"))
        }
        let embeddings = try model.embed(images: pictures)
        #expect(embeddings.map(\.count) == [48, 48])
        #expect(embeddings.allSatisfy { abs($0.reduce(0) { $0 + $1 * $1 } - 1) < 1e-5 })
        let matrix = try await similarities(model: model, pictures: pictures, texts: [])
        #expect(matrix == [[], []])
        let error = #expect(throws: (any Error).self) {
            try model.embed(images: [URL(filePath: "/nowhere/cat.jpg")])
        }
        #expect("\(String(describing: error))".contains("/nowhere/cat.jpg"))
    }
}
