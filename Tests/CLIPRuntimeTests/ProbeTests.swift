import ByteIO
import Families
import Kernels
import ModelKit
import Quantization
import SafeTensors
import TestSupport
import Testing
import Tokenizer

@testable import CLIPRuntime

/// The probes are those of Formats/clipw.md, as a second program generates them from its words.
@Suite struct ProbeTests {
    @Test(arguments: Fixture.families) func picturesAreTheBytesOfTheSpecification(_ fixture: Fixture) throws {
        let directory = try TemporaryDirectory()
        let description = try ModelDescription(fixture.converted(.fp32, in: directory))
        let size = try #require(description.preprocessing?.imageSize)
        let bytes = (0..<GoldenEmbeddings.pictureCount).flatMap { ProbePictures.pixels($0, size: size) }
        let expected = try fixture.goldenFile.header.metadata("pictures_sha256")
        #expect(try SHA256.digest(of: bytes.span).description == expected)
    }

    @Test(arguments: Fixture.families) func textsAreTheIdsOfTheSpecification(_ fixture: Fixture) throws {
        let directory = try TemporaryDirectory()
        let architecture = try ModelDescription(fixture.converted(.fp32, in: directory)).architecture
        let (vocabulary, context) = (
            try #require(architecture.vocabularySize), try #require(architecture.contextLength)
        )
        let ids =
            "["
            + ProbeTexts.all(vocabularySize: vocabulary, contextLength: context).map {
                "[" + $0.map(String.init).joined(separator: ",") + "]"
            }
            .joined(separator: ",") + "]"
        #expect(try fixture.goldenFile.header.metadata("texts") == ids)
    }

    @Test(arguments: ProbeTexts.sentences) func idsOfTheSentencesAreTheTokenizers(
        _ sentence: (text: String, ids: [Int32])
    ) throws {
        #expect(try Tokenizer.clip.tokenize(sentence.text) == sentence.ids)
    }

    @Test func sentencesAreCutToAShortContext() {
        let text = TextArchitecture(contextLength: 6, width: 64, heads: 1, layers: 1, mlpWidth: 64)
        let texts = ProbeTexts.all(vocabularySize: text.vocabularySize, contextLength: text.contextLength)
        #expect(texts.allSatisfy { $0.count <= 6 && $0.first == 49406 && $0.last == 49407 })
        #expect(texts[0] == [49406, 320, 1125, 539, 320, 49407])
    }

    @Test(arguments: [1, 2, 7, 224]) func picturesOfAnySizeAreMade(_ size: Int) {
        let counts = (0..<GoldenEmbeddings.pictureCount).map { ProbePictures.pixels($0, size: size).count }
        #expect(counts == [Int](repeating: size * size * 3, count: 6))
    }

    @Test func generatorIsThatOfItsPaper() {
        var generator = SplitMix64(seed: 1_234_567)
        #expect(
            (0..<3).map { _ in generator.next() } == [
                6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
            ])
    }
}
