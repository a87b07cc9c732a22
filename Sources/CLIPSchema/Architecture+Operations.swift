extension Architecture {
    /// Multiplications and additions of a tower's products for one image, or for one text of `tokens` tokens.
    package func operations(of tower: Tower, tokens: Int) -> Double {
        switch tower {
        case .text:
            guard let text else { return 0 }
            return Self.transformer(
                tokens: tokens, width: text.width, mlpWidth: text.mlpWidth, layers: text.layers)
        case .image:
            switch vision {
            case .vit(let vit):
                let patches =
                    2.0 * Double(vit.tokenCount - 1) * Double(3 * vit.patchSize * vit.patchSize * vit.width)
                return patches
                    + Self.transformer(
                        tokens: vit.tokenCount, width: vit.width, mlpWidth: vit.mlpWidth, layers: vit.layers)
            case .resNet(let resNet): return resNet.operations
            case nil: return 0
            }
        }
    }

    private static func transformer(tokens: Int, width: Int, mlpWidth: Int, layers: Int) -> Double {
        let products = 4 * width * width + 2 * width * mlpWidth
        let attention = 2 * tokens * width
        return 2 * Double(tokens) * Double(products + attention) * Double(layers)
    }
}

extension ResNetArchitecture {
    fileprivate var operations: Double {
        var side = imageResolution / 2
        var sum = Double(side * side) * Double(9 * (3 * width / 2 + width * width / 4 + width * width / 2))
        for block in bottlenecks {
            side = block.inputSide
            sum += Double(side * side) * Double(block.inputs * block.inner + 9 * block.inner * block.inner)
            side = block.outputSide
            let shortcut = block.isFirst ? block.inputs * block.outputs : 0
            sum += Double(side * side) * Double(block.inner * block.outputs + shortcut)
        }
        let pool = Double(tokenCount) * 3 * Double(poolingWidth * poolingWidth)
        return 2 * (sum + pool)
    }

    /// The sizes of a bottleneck.
    struct BottleneckSizes {
        /// Channels that come in, that it works on and that go out.
        let inputs, inner, outputs: Int
        /// Pixels along each side of the map that comes in and of the one that goes out.
        let inputSide, outputSide: Int
        /// Whether it is the first of its stage.
        let isFirst: Bool
    }

    /// The bottlenecks in order.
    var bottlenecks: [BottleneckSizes] {
        var blocks: [BottleneckSizes] = []
        var (side, inputs) = (imageResolution / 4, width)
        for (stage, count) in stageLayers.enumerated() {
            let inner = width << stage
            for block in 0..<count {
                let outputSide = block == 0 && stage > 0 ? side / 2 : side
                blocks.append(
                    BottleneckSizes(
                        inputs: inputs, inner: inner, outputs: inner * Self.expansion, inputSide: side,
                        outputSide: outputSide, isFirst: block == 0))
                (side, inputs) = (outputSide, inner * Self.expansion)
            }
        }
        return blocks
    }
}
