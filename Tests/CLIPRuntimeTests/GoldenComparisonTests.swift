import CLIPRuntime
import Testing

/// How near embeddings are to the golden ones.
@Suite struct GoldenComparisonTests {
    private func compared(_ images: [[Float]], _ texts: [[Float]]) -> GoldenComparison? {
        let golden = GoldenEmbeddings(
            image: [[Float]](repeating: [1, 0], count: 2), text: [[Float]](repeating: [1, 0], count: 2))
        return GoldenComparison(GoldenEmbeddings(image: images, text: texts), with: golden)
    }

    @Test func cosineOfTheBarItselfReachesIt() throws {
        let comparison = try #require(compared([[1, 0], [3, 4]], [[2, 0], [1, 0]]))
        #expect(comparison.image?.smallest == 0.6 && comparison.image?.mean == 0.8)
        #expect(comparison.reaches(0.6) && !comparison.reaches(0.6.nextUp))
    }

    @Test func everyTowerMustReachTheBar() throws {
        let texts = try #require(compared([[1, 0], [1, 0]], [[1, 0], [0, 1]]))
        let images = try #require(compared([[1, 0], [0, 1]], [[1, 0], [1, 0]]))
        #expect(!texts.reaches(0.5) && !images.reaches(0.5))
        #expect(compared([[1, 0]], [[1, 0], [1, 0]]) == nil)
        #expect(compared([[1, 0], [1]], [[1, 0], [1, 0]]) == nil)
    }
}
