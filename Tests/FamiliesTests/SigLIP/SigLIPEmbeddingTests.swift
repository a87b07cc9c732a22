import Engines
import Families
import Glibc
import Kernels
import Layers
import ModelKit
import Tensors
import Testing

/// Embeddings against those of open_clip and transformers on the same weights.
@Suite struct SigLIPEmbeddingTests {
    @Test(arguments: SigLIPFixture.all, ["reference", "fast"])
    func embeddingsAreThoseOfThePeer(_ fixture: SigLIPFixture, _ engine: String) throws {
        let (images, texts) = try embed(fixture, engine)
        #expect(images.rows == 4 && texts.rows == 5)
        #expect(try largestError(images, fixture.golden("images")) <= 2e-5)
        #expect(try largestError(texts, fixture.golden("texts")) <= 2e-5)
    }

    @Test(arguments: SigLIPFixture.all)
    func eachTextHasAProbabilityOfItsOwn(_ fixture: SigLIPFixture) throws {
        let weights = try fixture.weights()
        let similarity = Similarity.sigmoid(
            scale: exp(Double(try #require(try weights.floats("logit_scale").first))),
            bias: Double(try #require(try weights.floats("logit_bias").first)))
        let (images, texts) = try embed(fixture, "reference")
        let (logits, probabilities) = (try fixture.golden("logits"), try fixture.golden("probabilities"))
        for image in 0..<images.rows {
            let cosines = (0..<texts.rows).map { cosine(images[row: image], texts[row: $0]) }
            for (ours, theirs) in zip(similarity.logits(ofCosines: cosines), logits[row: image]) {
                #expect(abs(ours - Double(theirs)) <= 1e-4)
            }
            for (ours, theirs) in zip(
                similarity.probabilities(ofCosines: cosines), probabilities[row: image])
            {
                #expect(abs(ours - Double(theirs)) <= 1e-5)
            }
        }
    }

    /// Texts that begin alike have no states in common, as every token sees what comes behind it.
    @Test func sharedBeginningsDoNotShow() throws {
        let fixture = SigLIPFixture.all[0]
        let tower = try #require(
            try fixture.architecture().textTower(
                LayerLoader(weights: fixture.weights(), engine: ReferenceEngine(), threads: 1)))
        let texts: [[Int32]] = [[5, 6, 7], [5, 6, 8, 9]]
        let alone = try tower.encode(TokenBatch(texts), on: ReferenceEngine())
        let shared = try tower.encode(TokenBatch(sharingPrefixesOf: texts), on: ReferenceEngine())
        #expect(alone == shared)
    }

    private func embed(_ fixture: SigLIPFixture, _ name: String) throws -> (images: Matrix, texts: Matrix) {
        let engine: any Engine =
            name == "fast" ? FastEngine(precision: .fp32, threads: 2) : try ReferenceEngine()
        let loader = LayerLoader(weights: try fixture.weights(), engine: engine, threads: 2)
        let architecture = try fixture.architecture()
        let image = try #require(try architecture.imageTower(loader))
        let text = try #require(try architecture.textTower(loader))
        return (
            try image.encode(fixture.golden("pixels"), on: engine),
            try text.encode(TokenBatch(fixture.tokens()), on: engine)
        )
    }

    /// The largest length of a row's difference, as a share of the length of the second's.
    private func largestError(_ actual: Matrix, _ expected: Matrix) -> Double {
        guard actual.rows == expected.rows, actual.columns == expected.columns else { return .infinity }
        return (0..<actual.rows).map { row in
            let difference = zip(actual[row: row], expected[row: row]).reduce(0) { sum, pair in
                sum + (Double(pair.0) - Double(pair.1)) * (Double(pair.0) - Double(pair.1))
            }
            return (difference / squares(expected[row: row])).squareRoot()
        }.max() ?? .infinity
    }

    private func cosine(_ first: ArraySlice<Float>, _ second: ArraySlice<Float>) -> Double {
        zip(first, second).reduce(0) { $0 + Double($1.0) * Double($1.1) }
            / (squares(first) * squares(second)).squareRoot()
    }

    private func squares(_ row: ArraySlice<Float>) -> Double {
        row.reduce(0) { $0 + Double($1) * Double($1) }
    }
}
