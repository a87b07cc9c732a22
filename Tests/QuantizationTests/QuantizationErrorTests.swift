import Quantization
import Testing

struct QuantizationErrorTests {
    @Test func equalWeightsHaveNone() {
        var error = QuantizationError()
        #expect(error.cosine == 1 && error.relative == 0)
        let weights: [Float] = [0, 3, -4]
        error.add(original: weights.span, restored: weights.span)
        #expect(error.cosine == 1 && error.relative == 0 && error.maximumAbsolute == 0)
    }

    @Test func partsAddUpToTheWhole() {
        var error = QuantizationError()
        let (first, second): ([Float], [Float]) = ([3], [4])
        let (restoredFirst, restoredSecond): ([Float], [Float]) = ([4], [3])
        error.add(original: first.span, restored: restoredFirst.span)
        error.add(original: second.span, restored: restoredSecond.span)
        #expect(error.maximumAbsolute == 1)
        #expect(error.cosine == 24.0 / 25)
        #expect(error.relative == (2.0 / 25).squareRoot())
    }

    @Test func aLostTensorIsAllError() {
        var error = QuantizationError()
        let (original, restored): ([Float], [Float]) = ([1, -2], [0, 0])
        error.add(original: original.span, restored: restored.span)
        #expect(error.relative == 1 && error.maximumAbsolute == 2 && error.cosine.isNaN)
    }
}
