import Kernels
import Tensors
import Testing

/// Packed layers, against the plainest statement of a product, on every instruction set: the portable one is the plain
/// twin of the others.
@Suite struct PackedLinearTests {
    typealias Size = (rows: Int, inputs: Int, outputs: Int)

    /// Tiles of one to six rows, one and several; inputs and outputs that fill no group and no panel; many panels, and
    /// many rows, for the threads to share; more groups than are multiplied at once.
    static let sizes = [
        (1, 64, 64), (2, 37, 129), (3, 5, 7), (50, 96, 48), (31, 33, 130), (7, 9, 700), (400, 6, 65),
        (7, 4200, 5),
    ]
    /// Which precision on which instruction set.
    static let computations = ComputePrecision.allCases.flatMap { precision in
        InstructionSet.available.map { (precision: precision, instructions: $0) }
    }
    static let floatComputations = computations.filter { $0.precision != .int8 }
    static let functions = [nil, Pointwise.relu, .quickGELU, .gelu, .geluTanh]

    @Test(arguments: sizes, floatComputations)
    func layerIsAProduct(
        _ size: Size, _ computation: (precision: ComputePrecision, instructions: InstructionSet)
    ) throws {
        let (precision, instructions) = computation
        let (input, weight, bias) = LayerTests.layer(size)
        let linear = try Self.layer(weight, bias, precision)
        let before = LayerTests.matrix(size.rows, size.outputs, seed: 8)
        let products = [false, true].map {
            LayerTests.product(input, weight, bias, addedTo: $0 ? before : nil, nil)
        }
        for (isAdded, function) in [false, true].flatMap({ isAdded in Self.functions.map { (isAdded, $0) } })
        {
            var result = before
            #expect(
                linear.apply(
                    to: input, isAdded: isAdded, function: function, into: &result, threads: 2,
                    using: instructions))
            let expected = Self.activated(products[isAdded ? 1 : 0], function)
            #expect(LayerTests.distance(result, expected) < (precision == .fp32 ? 2e-6 : 6e-3))
        }
    }

    /// Whatever rows are beside it, in tiles of any size.
    @Test(arguments: 1...13, computations)
    func rowHasTheSameBitsAmongAnyOthers(
        _ rows: Int, _ computation: (precision: ComputePrecision, instructions: InstructionSet)
    ) throws {
        try expectTheSameBits((rows, 53, 70), computation)
    }

    /// Where more tiles than wait at once have more groups than are multiplied at once.
    @Test(arguments: InstructionSet.available)
    func rowHasTheSameBitsAmongManyOthers(_ instructions: InstructionSet) throws {
        try expectTheSameBits((100, 1025, 100), (.fp32, instructions))
    }

    private func expectTheSameBits(
        _ size: Size, _ computation: (precision: ComputePrecision, instructions: InstructionSet)
    ) throws {
        let (precision, instructions) = computation
        let linear = try Self.layer(size.outputs, size.inputs, seed: 11, outliers: [0, 5], precision)
        let row = LayerTests.matrix(1, size.inputs, seed: 5)
        var alone = Matrix(rows: 1, columns: size.outputs)
        #expect(linear.apply(to: row, function: .quickGELU, into: &alone, threads: 1, using: instructions))
        let input = Matrix(
            rows: size.rows, columns: size.inputs, (0..<size.rows).flatMap { _ in row.elements })
        var result = Matrix(rows: size.rows, columns: size.outputs)
        #expect(linear.apply(to: input, function: .quickGELU, into: &result, threads: 2, using: instructions))
        #expect(result.elements == (0..<size.rows).flatMap { _ in alone.elements })
    }

    @Test(
        arguments: sizes, InstructionSet.available.flatMap { set in [[], [0], [1, 3]].map { (set, $0) } })
    func integerLayerIsAProductOfItsIntegers(
        _ size: Size, _ computation: (instructions: InstructionSet, outliers: [Int])
    ) throws {
        let (instructions, outliers) = computation
        let (input, weight, bias) = LayerTests.layer(size)
        let (linear, dequantized) = try Self.integerLayer(weight, bias, outliers)
        var quantizedInput = input
        for row in 0..<size.rows { LayerTests.quantize(&quantizedInput, row: row, outliers: outliers) }
        let before = LayerTests.matrix(size.rows, size.outputs, seed: 8)
        let product = LayerTests.product(quantizedInput, dequantized, bias, addedTo: before, nil)
        for function in Self.functions {
            var result = before
            #expect(
                linear.apply(
                    to: input, isAdded: true, function: function, into: &result, threads: 2,
                    using: instructions))
            #expect(LayerTests.distance(result, Self.activated(product, function)) < 3e-6)
        }
    }

    /// Sums are exact to the ends of what 8 bits hold, where sums of pairs of products leave 16 bits.
    @Test(arguments: [1, 7, 300], InstructionSet.available)
    func extremeIntegersDoNotSaturate(_ inputs: Int, _ instructions: InstructionSet) throws {
        let weights: [Int8] = [127, -127, -128, 0]
        let integers = weights.flatMap { [UInt8](repeating: UInt8(bitPattern: $0), count: inputs) }
        let made = PackedLinear(
            integers: integers.span, scales: [1, 1, 1, 1], bias: nil, outliers: [], outputs: 4, inputs: inputs
        )
        let layer = try #require(made)
        // All of one sign, and every third of the other; 127 stands for itself.
        for (number, third) in [(127, 127), (-127, -127), (127, -127), (-127, 127)] {
            let row = (0..<inputs).map { $0 % 3 == 1 ? third : number }
            let input = Matrix(rows: 1, columns: inputs, row.map(Float.init))
            var result = Matrix(rows: 1, columns: 4)
            #expect(layer.apply(to: input, into: &result, threads: 1, using: instructions))
            let sum = row.reduce(0, +)
            #expect(result.elements == weights.map { Float(sum * Int($0)) })
        }
    }

    /// 127 divided by the largest number of a row would be infinite below 3.8e-37.
    @Test(arguments: [0, 1e-45, 1e-40, 2e-37, 4e-37, 1.4e-36], InstructionSet.available)
    func rowOfNextToNothingCountsAsZero(_ largest: Float, _ instructions: InstructionSet) throws {
        let inputs = 40
        let integers = [UInt8](repeating: 100, count: 2 * inputs)
        let made = PackedLinear(
            integers: integers.span, scales: [1e37, 1e37], bias: nil, outliers: [], outputs: 2, inputs: inputs
        )
        let layer = try #require(made)
        var input = Matrix(rows: 1, columns: inputs)
        input.elements[7] = largest
        var result = Matrix(rows: 1, columns: 2)
        #expect(layer.apply(to: input, into: &result, threads: 1, using: instructions))
        #expect(result.elements == [0, 0])
        input.elements[7] = 2e-36
        #expect(layer.apply(to: input, into: &result, threads: 1, using: instructions))
        #expect(result.elements.allSatisfy { abs($0 / 2000 - 1) < 1e-3 })
    }

    @Test(arguments: ComputePrecision.allCases, InstructionSet.available)
    func normedLayerIsTheLayerOfTheNorm(_ precision: ComputePrecision, _ instructions: InstructionSet) throws
    {
        let linear = try Self.layer(80, 52, seed: 11, outliers: [0, 5], precision)
        let input = LayerTests.matrix(21, 52, seed: 5)
        let norm = Self.norm(52)
        var (together, apart) = (Matrix(rows: 21, columns: 80), Matrix(rows: 21, columns: 80))
        #expect(
            linear.apply(to: input, normalizedBy: norm, into: &together, threads: 2, using: instructions))
        #expect(linear.apply(to: Self.normalized(input, norm), into: &apart, threads: 1, using: instructions))
        #expect(LayerTests.distance(together, apart) < 1e-6)
    }

    /// Attention on bfloat16 is that of the rounded queries, keys and values, to the rounding of the scores' exponentials.
    @Test(
        arguments: [[1], [5, 1, 12], [50, 50], [63], [64], [65], [67], [129]],
        InstructionSet.available.flatMap { set in [true, false].map { (set, $0) } })
    func attentionIsThatOfTheReference(
        _ lengths: [Int], _ computation: (instructions: InstructionSet, isCausal: Bool)
    ) throws {
        let (instructions, isCausal) = computation
        let sequences = Sequences(lengths: lengths)
        let (heads, size, inputs) = (3, 70, 24)
        let projection = try Self.layer(3 * heads * size, inputs, seed: 11, outliers: [], .bf16)
        let input = LayerTests.matrix(sequences.rows, inputs, seed: 5)
        var projected = Matrix(rows: sequences.rows, columns: 3 * heads * size)
        #expect(
            projection.apply(
                to: Self.normalized(input, Self.norm(inputs)), into: &projected, threads: 1,
                using: instructions))
        let expected = AttentionTests.attention(projected, heads, size, sequences, isCausal)
        for threads in [1, 2] {
            var result = Matrix(rows: sequences.rows, columns: heads * size)
            #expect(
                projection.attend(
                    to: input, normalizedBy: Self.norm(inputs), heads: heads, sequences: sequences,
                    isCausal: isCausal, into: &result, threads: threads, using: instructions))
            #expect(LayerTests.distance(result, expected) < 6e-3)
        }
    }

    /// Scores of later rows, which a row must not see, and of the padding behind the last are far above all others.
    @Test(arguments: [1, 5, 17, 70], InstructionSet.available)
    func scoresThatAreHiddenCountForNothing(_ rows: Int, _ instructions: InstructionSet) throws {
        // The norm leaves 1 and -1, and a number of four bits in them, as they are. Queries are 1; keys are this number
        // times `step`, of one sign, and values the first column.
        let size = 2
        let bits = 8
        for step: Float in [4000, -4000] {
            var weight = Matrix(rows: 3 * size, columns: 2 * bits)
            for bit in 0..<bits {
                weight.elements[size * 2 * bits + 2 * bit] = step * Float(1 << bit)
                weight.elements[2 * size * 2 * bits + 2 * bit] = Float(1 << bit) / 256
            }
            var bias = [Float](repeating: 0, count: 3 * size)
            for index in 0..<size { bias[index] = 1 }
            // So that all are below zero, which the padding has, or above.
            bias[size] = step > 0 ? 0 : 256 * step
            let input = Matrix(
                rows: rows, columns: 2 * bits,
                (0..<rows).flatMap { row in
                    (0..<bits).flatMap { row >> $0 & 1 == 1 ? [1, -1] : [-1, 1] as [Float] }
                })
            let projection = try Self.layer(weight, bias, .bf16)
            let norm = LayerNorm(
                gain: [Float](repeating: 1, count: 2 * bits), bias: [Float](repeating: 0, count: 2 * bits),
                epsilon: 0)
            var projected = Matrix(rows: rows, columns: 3 * size)
            #expect(projection.apply(to: input, into: &projected, threads: 1, using: instructions))
            for isCausal in [true, false] {
                let sequences = Sequences(lengths: [rows])
                let expected = AttentionTests.attention(projected, 1, size, sequences, isCausal)
                var result = Matrix(rows: rows, columns: size)
                #expect(
                    projection.attend(
                        to: input, normalizedBy: norm, heads: 1, sequences: sequences, isCausal: isCausal,
                        into: &result, threads: 1, using: instructions))
                #expect(expected.elements.allSatisfy { $0.isFinite })
                #expect(LayerTests.distance(result, expected) < 6e-3, "\(step)")
            }
        }
    }

    /// Every third key has scores of minus infinity, which must not become NaN.
    @Test(arguments: [1, 67, 130], InstructionSet.available)
    func scoresOfMinusInfinityCountForNothing(_ rows: Int, _ instructions: InstructionSet) throws {
        // The norm leaves rows of 1 and -1 as they are. Queries are 4; keys are 0, and a number far below for the rows
        // of another pattern.
        let size = 6
        var weight = LayerTests.matrix(3 * size, 4, seed: 11)
        for index in 0..<2 * size * 4 { weight.elements[index] = 0 }
        for index in 0..<size * 4 {
            weight.elements[size * 4 + index] = index % 4 < 2 ? -8e37 : 8e37
        }
        var bias = [Float](repeating: 0, count: 3 * size)
        for index in 0..<size { bias[index] = 4 }
        let patterns: [[Float]] = [[1, -1, 1, -1], [1, -1, -1, 1], [1, 1, -1, -1]]
        let input = Matrix(rows: rows, columns: 4, (0..<rows).flatMap { patterns[$0 % 3] })
        let norm = LayerNorm(
            gain: [1, 1, 1, 1], bias: [0, 0, 0, 0], epsilon: 0)
        let projection = try Self.layer(weight, bias, .bf16)
        var projected = Matrix(rows: rows, columns: 3 * size)
        #expect(projection.apply(to: input, into: &projected, threads: 1, using: instructions))
        for isCausal in [true, false] {
            let sequences = Sequences(lengths: [rows])
            let expected = AttentionTests.attention(projected, 1, size, sequences, isCausal)
            var result = Matrix(rows: rows, columns: size)
            #expect(
                projection.attend(
                    to: input, normalizedBy: norm, heads: 1, sequences: sequences, isCausal: isCausal,
                    into: &result, threads: 1, using: instructions))
            #expect(expected.elements.allSatisfy { $0.isFinite })
            #expect(LayerTests.distance(result, expected) < 6e-3)
        }
    }

    /// Two layers at once are one after the other, with the rows between them rounded as any layer's input is.
    @Test(arguments: [(1, 64, 64), (50, 48, 97), (77, 64, 192)], computations)
    func pairOfLayersIsOneAfterTheOther(
        _ size: Size, _ computation: (precision: ComputePrecision, instructions: InstructionSet)
    ) throws {
        let (precision, instructions) = computation
        let first = try Self.layer(size.outputs, size.inputs, seed: 11, outliers: [0, 5], precision)
        let second = try Self.layer(size.inputs, size.outputs, seed: 13, outliers: [], precision)
        let input = LayerTests.matrix(size.rows, size.inputs, seed: 5)
        let norm = Self.norm(size.inputs)
        for threads in [1, 2] {
            var (together, apart) = (input, input)
            #expect(
                first.apply(
                    normalizedBy: norm, .quickGELU, then: second, addingTo: &together, threads: threads,
                    using: instructions))
            var hidden = Matrix(rows: size.rows, columns: size.outputs)
            #expect(
                first.apply(
                    to: Self.normalized(input, norm), function: .quickGELU, into: &hidden, threads: threads,
                    using: instructions))
            #expect(
                second.apply(to: hidden, isAdded: true, into: &apart, threads: threads, using: instructions))
            #expect(LayerTests.distance(together, apart) < 1e-6)
        }
    }

    /// Large inputs go to the ends of the activations, where an exponential overflows.
    @Test(arguments: Self.functions.compactMap(\.self), InstructionSet.available)
    func activationsAreThoseOfTheirPlainTwinsAtAllMagnitudes(
        _ function: Pointwise, _ instructions: InstructionSet
    ) throws {
        let linear = try Self.layer(Matrix(rows: 1, columns: 1, [1]), nil, .fp32)
        let magnitudes: [Float] = [0, 1e-30, 1e-6, 0.1, 0.5, 1, 3, 10, 60, 200, 1e6, 1e18]
        let values = magnitudes + magnitudes.map(-)
        let input = Matrix(rows: values.count, columns: 1, values)
        var result = Matrix(rows: values.count, columns: 1)
        #expect(linear.apply(to: input, function: function, into: &result, threads: 1, using: instructions))
        for (value, activated) in zip(values, result.elements) {
            #expect(abs(activated - function(value)) <= max(abs(value) * 2e-6, 1e-30))
        }
    }

    // MARK: Layers of made-up weights

    static func activated(_ numbers: Matrix, _ function: Pointwise?) -> Matrix {
        Matrix(
            rows: numbers.rows, columns: numbers.columns,
            numbers.elements.map { number in function.map { $0(number) } ?? number })
    }

    static func layer(
        _ outputs: Int, _ inputs: Int, seed: UInt64, outliers: [Int], _ precision: ComputePrecision
    ) throws -> PackedLinear {
        let weight = LayerTests.matrix(outputs, inputs, seed: seed)
        let bias = LayerTests.matrix(1, outputs, seed: seed + 1).elements
        return precision == .int8
            ? try integerLayer(weight, bias, outliers).layer : try layer(weight, bias, precision)
    }

    static func layer(_ weight: Matrix, _ bias: [Float]?, _ precision: ComputePrecision) throws
        -> PackedLinear
    {
        let layer = PackedLinear(
            weights: weight.elements.span, bias: bias, outputs: weight.rows, inputs: weight.columns,
            computedIn: precision)
        return try #require(layer)
    }

    /// A layer of 8-bit integers, and what these stand for.
    static func integerLayer(
        _ weight: Matrix, _ bias: [Float], _ outliers: [Int]
    ) throws -> (layer: PackedLinear, dequantized: Matrix) {
        let (outputs, inputs) = (weight.rows, weight.columns)
        let quantized = quantizeRows(weight.elements.span, rowLength: inputs)
        let rounded = try #require(quantized)
        let layer = PackedLinear(
            integers: rounded.integers.span, scales: rounded.scales, bias: bias, outliers: outliers,
            outputs: outputs, inputs: inputs)
        let numbers = rounded.integers.indices.map {
            Float(Int8(bitPattern: rounded.integers[$0])) * rounded.scales[$0 / inputs]
        }
        return (try #require(layer), Matrix(rows: outputs, columns: inputs, numbers))
    }

    static func norm(_ width: Int) -> LayerNorm {
        LayerNorm(
            gain: LayerTests.matrix(1, width, seed: 2).elements,
            bias: LayerTests.matrix(1, width, seed: 3).elements,
            epsilon: 1e-5)
    }

    static func normalized(_ input: Matrix, _ norm: LayerNorm) -> Matrix {
        var result = Matrix(rows: input.rows, columns: input.columns)
        norm.apply(to: input, into: &result)
        return result
    }
}
