import CLIPRuntime
import Kernels
import Quantization
import Synchronization
import TestSupport
import Testing

/// Texts embedded together, their beginnings computed once, against texts embedded one by one.
@Suite struct SharedPrefixTests {
    /// Ids of the small vocabulary: 94 begins a text, 95 ends it.
    private static func text(_ words: Int32...) -> [Int32] { [94] + words + [95] }

    @Test(arguments: [Fixture.families[0], Fixture.families[3]], EngineCase.float32)
    func embeddingsAreThoseOfTextsAlone(_ fixture: Fixture, _ engine: EngineCase) throws {
        let directory = try TemporaryDirectory()
        let model = try EmbeddingModel(
            fixture.converted(.fp32, in: directory), options: engine.options())
        let texts = [
            Self.text(5, 6, 7), Self.text(5, 6), Self.text(), Self.text(9), Self.text(5, 6, 7),
            Self.text(5, 7, 7, 1, 2), Self.text(5, 6, 7, 8),
        ]
        try check(texts, model)
    }

    /// More rows than one part holds, so that the work is cut within texts that begin alike.
    @Test func embeddingsDoNotDependOnWhereTheWorkIsCut() throws {
        let directory = try TemporaryDirectory()
        let model = try EmbeddingModel(
            Fixture.families[0].converted(.fp32, in: directory),
            options: EngineCase(engine: .auto, compute: .fp32).options())
        let texts = (0..<300).map { (index: Int32) in
            Self.text(index % 7, index % 3, index * 31 % 90, index * 17 % 90)
        }
        try check(texts, model)
    }

    @Test func noTextsAreNoWork() throws {
        let directory = try TemporaryDirectory()
        let model = try EmbeddingModel(Fixture.families[0].converted(.fp32, in: directory))
        #expect(try model.embed(tokensSharingPrefixes: []).isEmpty)
    }

    private func check(_ texts: [[Int32]], _ model: EmbeddingModel) throws {
        let done = Atomic(0)
        let together = try model.embed(tokensSharingPrefixes: texts) {
            done.add($0, ordering: .relaxed)
        }
        #expect(done.load(ordering: .relaxed) == texts.count && together.count == texts.count)
        for (text, embedding) in zip(texts, together) {
            #expect(relativeError(embedding, try model.embed(tokens: [text])[0]) < 1e-5, "\(text)")
        }
    }
}
