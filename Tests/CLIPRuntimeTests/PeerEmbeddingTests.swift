import CLIPRuntime
import Families
import Kernels
import ModelKit
import Quantization
import SafeTensors
import TestSupport
import Testing

/// Embeddings of the probes against those of openai/CLIP, open_clip and transformers on the same weights.
@Suite struct PeerEmbeddingTests {
    @Test(arguments: Fixture.families, EngineCase.float32)
    func embeddingsAreThoseOfThePeer(_ fixture: Fixture, _ engine: EngineCase) throws {
        try check(fixture, .fp32, engine, relativeErrorAtMost: 2e-5)
    }

    @Test(arguments: [("fp16", Precision.fp16), ("bf16", .bf16)], EngineCase.float32)
    func roundedWeightsGiveWhatThePeerMakesOfThem(_ rounding: (String, Precision), _ engine: EngineCase)
        throws
    {
        try check(
            Fixture("openclip-heads", rounded: rounding.0), rounding.1, engine, relativeErrorAtMost: 2e-5)
    }

    /// OpenAI's archives have the matrices of the image tower in float16 already, and nothing else is narrowed.
    @Test(arguments: [Fixture.families[0], Fixture.families[1]], EngineCase.float32)
    func imageTowerOfAnArchiveIsExactInFloat16(_ fixture: Fixture, _ engine: EngineCase) throws {
        let directory = try TemporaryDirectory()
        let results = try [Precision.fp32, .fp16].map { precision in
            try probes(fixture, precision, engine.options(), in: directory)
        }
        #expect(!results[0].image.isEmpty && results[0].image == results[1].image)
        for (text, narrowed) in zip(results[0].text, results[1].text) {
            #expect(relativeError(narrowed, text) <= 9e-4)
        }
    }

    @Test(.enabled(if: ComputePrecision.bf16.isSupported), arguments: Fixture.families)
    func bfloat16ComputesNearThePeer(_ fixture: Fixture) throws {
        try check(fixture, .fp32, EngineCase(engine: .auto, compute: .bf16), cosineAtLeast: 0.9995)
    }

    @Test(.enabled(if: ComputePrecision.int8.isSupported), arguments: Fixture.families)
    func integersComputeNearThePeer(_ fixture: Fixture) throws {
        try check(fixture, .int8, EngineCase(engine: .auto, compute: .int8), cosineAtLeast: 0.99)
    }

    /// The same weights quantised when they are loaded give what the int8 file gives; but for the embeddings of
    /// tokens, which are then not rounded at all.
    @Test(
        .enabled(if: ComputePrecision.int8.isSupported),
        arguments: [Fixture.families[0], Fixture.families[1]])
    func weightsAreQuantizedOnLoadingAsInAFile(_ fixture: Fixture) throws {
        let directory = try TemporaryDirectory()
        let options = EngineCase(engine: .auto, compute: .int8).options()
        let results = try [Precision.int8, .fp32].map { precision in
            try probes(fixture, precision, options, in: directory)
        }
        for (stored, quantized) in zip(results[0].image, results[1].image) {
            #expect(relativeError(quantized, stored) < 1e-5)
        }
        for (stored, quantized) in zip(results[0].text, results[1].text) {
            #expect(relativeError(quantized, stored) < 0.1)
        }
    }

    /// Where a picture or text stands in a batch, and beside which others, does not show.
    @Test(arguments: [Fixture.families[0], Fixture.families[1]], EngineCase.float32)
    func embeddingDoesNotDependOnItsBatch(_ fixture: Fixture, _ engine: EngineCase) throws {
        let directory = try TemporaryDirectory()
        let file = try fixture.converted(.fp32, in: directory)
        let model = try EmbeddingModel(file, options: engine.options())
        let (size, context) = (try #require(model.vocabularySize), try #require(model.contextLength))
        let (vocabulary, longest) = (size, context - 2)
        let texts: [[Int32]] = (1..<50).map { seed in
            let words = (0..<seed % (longest + 1)).map { Int32(($0 * 37 + seed) % (vocabulary - 2)) }
            return [Int32(vocabulary - 2)] + words + [Int32(vocabulary - 1)]
        }
        let together = try model.embed(tokens: texts)
        for (text, embedding) in zip(texts, together) {
            let alone = try model.embed(tokens: [text])[0]
            #expect(relativeError(alone, embedding) <= (engine.engine == .reference ? 0 : 2e-6))
        }
    }

    @Test func numberOfThreadsDoesNotShowInTheReference() throws {
        let directory = try TemporaryDirectory()
        let results = try [1, 2, 5].map { threads in
            let options = EngineCase(engine: .reference, compute: .fp32).options(threads: threads)
            return try probes(Fixture.families[0], .fp32, options, in: directory)
        }
        #expect(results[0] == results[1] && results[0] == results[2])
    }

    private func probes(
        _ fixture: Fixture, _ precision: Precision, _ options: RuntimeOptions,
        in directory: TemporaryDirectory
    ) throws -> GoldenEmbeddings {
        let file = try fixture.converted(precision, in: directory)
        return try EmbeddingModel(file, options: options).probe(ModelDescription(file).preprocessing)
    }

    private func check(
        _ fixture: Fixture, _ precision: Precision, _ engine: EngineCase,
        relativeErrorAtMost limit: Double = .infinity,
        cosineAtLeast bar: Double = -1
    ) throws {
        let directory = try TemporaryDirectory()
        let actual = try probes(fixture, precision, engine.options(), in: directory)
        let expected = try #require(try GoldenEmbeddings(fixture.goldenFile))
        #expect(actual.image.count == 6 && actual.text.count == 8)
        #expect(expected.image.count == 6 && expected.text.count == 8)
        for (ours, theirs) in zip(actual.image + actual.text, expected.image + expected.text) {
            #expect(relativeError(ours, theirs) <= limit)
            #expect(cosine(ours, theirs) >= bar)
        }
    }
}
