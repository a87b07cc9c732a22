import Conversion
import Engines
import Kernels
import ModelKit
import Quantization
import Tensors
import TestSupport
import Testing
import WeightFile

@testable import CLIPRuntime

/// What towers hold at once, counted and not measured.
@Suite struct MemoryTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    /// The fast engine's is counted in AttentionTests.
    @Test(arguments: [257, 577, 1024, 65_537]) func scoresOfTheReferenceGrowWithTheTokens(_ tokens: Int) {
        for count in [tokens, 2 * tokens] {
            let numbers = (
                ReferenceEngine.scoreCount(tokens: count), ReferenceEngine.scoreCount(tokens: 2 * count)
            )
            #expect(Double(numbers.1) <= 2.2 * Double(numbers.0))
        }
    }

    /// Both engines attend among more tokens than fit into a block of queries, and agree.
    @Test(arguments: [[255], [256], [257], [3, 520]], [true, false])
    func enginesAgreeAroundTheEdgesOfBlocks(_ lengths: [Int], _ isCausal: Bool) throws {
        let sequences = Sequences(lengths: lengths)
        var input = Matrix(rows: sequences.rows, columns: 3 * 16)
        for index in input.elements.indices { input.elements[index] = Float(index * 7919 % 2003) / 1001 - 1 }
        var (plain, fast) = (Matrix(rows: input.rows, columns: 16), Matrix(rows: input.rows, columns: 16))
        try ReferenceEngine().attend(
            input, heads: 2, sequences: sequences, isCausal ? .causal : .none, into: &plain)
        try FastEngine(precision: .fp32, threads: 2).attend(
            input, heads: 2, sequences: sequences, isCausal ? .causal : .none, into: &fast)
        #expect(relativeError(fast.elements, plain.elements) < 2e-6)
    }

    /// Ten times as many images are ten times as many parts, and not larger ones; none is made before its turn.
    @Test(arguments: RuntimeOptions.EngineKind.allCases)
    func partsDoNotGrowWithTheBatch(_ engine: RuntimeOptions.EngineKind) throws {
        var options = RuntimeOptions()
        (options.engine, options.threads) = (engine, 2)
        let model = try EmbeddingModel(
            Fixture("openclip-heads").converted(.fp32, in: directory), options: options)
        for tower in Tower.allCases {
            let few = model.parts(of: 100, through: tower).map(\.count).max() ?? 0
            let many = model.parts(of: 100_000, through: tower)
            #expect(many.map(\.count).max() == few && few <= 4)
            #expect(many.reduce(0) { $0 + $1.count } == 100_000)
        }
    }
}
