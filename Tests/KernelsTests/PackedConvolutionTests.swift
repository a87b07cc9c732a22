import Kernels
import Tensors
import Testing

/// Convolutions and what else is done with maps, against the plainest statement of each, on every instruction set.
@Suite struct PackedConvolutionTests {
    /// Odd and even sides, one pixel, channels that fill no register and no panel, squares that fill no part and many.
    static let maps = [
        (size: MapSize(count: 1, height: 1, width: 1), inputs: 3, outputs: 5),
        (size: MapSize(count: 2, height: 5, width: 4), inputs: 16, outputs: 64),
        (size: MapSize(count: 1, height: 7, width: 6), inputs: 17, outputs: 70),
        (size: MapSize(count: 2, height: 14, width: 15), inputs: 5, outputs: 8),
    ]

    @Test(arguments: maps, InstructionSet.available)
    func convolutionIsAProductOfNeighbourhoods(
        _ map: (size: MapSize, inputs: Int, outputs: Int), _ instructions: InstructionSet
    ) throws {
        let (size, inputs, outputs) = map
        let input = LayerTests.matrix(size.pixels, inputs, seed: 1)
        let weight = LayerTests.matrix(outputs, 9 * inputs, seed: 2)
        let bias = LayerTests.matrix(1, outputs, seed: 3).elements
        let made = PackedConvolution(
            weights: weight.elements.span, bias: bias, outputs: outputs, inputs: inputs)
        let convolution = try #require(made)
        let around = Self.pixelsAround(input, size, stride: 1)
        let before = LayerTests.matrix(size.pixels, outputs, seed: 8)
        for (isAdded, function) in [(false, nil), (true, nil), (true, Pointwise.relu), (false, .quickGELU)] {
            let expected = LayerTests.product(around, weight, bias, addedTo: isAdded ? before : nil, function)
            for threads in [1, 2] {
                var result = before
                #expect(
                    convolution.apply(
                        to: input, size, isAdded: isAdded, function: function, into: &result,
                        threads: threads,
                        using: instructions))
                #expect(LayerTests.distance(result, expected) < 2e-6)
            }
        }
    }

    @Test(arguments: maps, [1, 2])
    func neighbourhoodsAreThePixelsAround(_ map: (size: MapSize, inputs: Int, outputs: Int), _ stride: Int) {
        let input = LayerTests.matrix(map.size.pixels, map.inputs, seed: 1)
        #expect(
            neighbourhoods(input, map.size, stride: stride, threads: 2)
                == Self.pixelsAround(input, map.size, stride: stride))
    }

    @Test func averageIsThatOfFour() {
        let size = MapSize(count: 2, height: 5, width: 4)
        let input = LayerTests.matrix(size.pixels, 3, seed: 1)
        let result = averageByTwo(input, size, threads: 2)
        #expect(result.rows == 2 * 2 * 2)
        for (row, upperLeft) in [0, 2, 8, 10, 20, 22, 28, 30].enumerated() {
            for channel in 0..<3 {
                let sum = [0, 1, 4, 5].reduce(Float(0)) {
                    $0 + input[row: upperLeft + $1][(upperLeft + $1) * 3 + channel]
                }
                #expect(abs(result.elements[row * 3 + channel] - sum / 4) < 1e-6)
            }
        }
    }

    @Test func planesAreInterleaved() {
        let size = MapSize(count: 2, height: 2, width: 3)
        let planes = Matrix(rows: 2, columns: 18, (0..<36).map(Float.init))
        let result = interleavePlanes(planes, size, channels: 3, threads: 2)
        for pixel in 0..<12 {
            for channel in 0..<3 {
                let position = pixel / 6 * 18 + channel * 6 + pixel % 6
                #expect(result.elements[pixel * 3 + channel] == Float(position))
            }
        }
    }

    private static func pixelsAround(_ pixels: Matrix, _ size: MapSize, stride: Int) -> Matrix {
        var elements: [Float] = []
        var rows = 0
        for image in 0..<size.count {
            for y in Swift.stride(from: 0, to: size.height, by: stride) {
                for x in Swift.stride(from: 0, to: size.width, by: stride) {
                    rows += 1
                    for (dy, dx) in (-1...1).flatMap({ dy in (-1...1).map { (dy, $0) } }) {
                        let isInside = (0..<size.height).contains(y + dy) && (0..<size.width).contains(x + dx)
                        let pixel = (image * size.height + y + dy) * size.width + x + dx
                        elements +=
                            isInside
                            ? Array(pixels[row: pixel]) : [Float](repeating: 0, count: pixels.columns)
                    }
                }
            }
        }
        return Matrix(rows: rows, columns: 9 * pixels.columns, elements)
    }
}
