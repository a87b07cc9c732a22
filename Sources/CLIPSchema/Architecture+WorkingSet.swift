extension Architecture {
    /// Bytes that one image, or one text of the full context length, takes in a tower on one thread, beside the weights;
    /// 0 without that tower.
    ///
    /// What flows through the tower is float32. This is an upper estimate of what either engine holds at once: pixels and
    /// patches, states, what lies between two products, and the scratch of attention, all linear in the tokens.
    package func workingSet(of tower: Tower) -> Int {
        switch tower {
        case .text:
            guard let text else { return 0 }
            return Self.transformer(
                tokens: text.contextLength, width: text.width, heads: text.heads, mlpWidth: text.mlpWidth)
        case .image:
            switch vision {
            case .vit(let vit):
                return Self.pixels(vit.imageResolution)
                    + Self.transformer(
                        tokens: vit.tokenCount, width: vit.width, heads: vit.heads, mlpWidth: vit.mlpWidth)
            case .resNet(let resNet):
                return Self.pixels(resNet.imageResolution)
                    + max(
                        resNet.largestMaps,
                        Self.transformer(
                            tokens: resNet.tokenCount, width: resNet.poolingWidth, heads: resNet.heads,
                            mlpWidth: 0))
            case nil: return 0
            }
        }
    }

    /// The image's bytes, its normalised pixels, those of the batch, and the patches: 3 + 3 · 12 bytes a pixel.
    private static func pixels(_ side: Int) -> Int { 39 * side * side }

    /// Tokens, the attended ones, normalised ones and embedded ones; and queries, keys and values, three times where a
    /// sequence is laid out in one piece, with its result; or what lies between the two layers of an MLP.
    private static func transformer(tokens: Int, width: Int, heads: Int, mlpWidth: Int) -> Int {
        // A head's keys, values and results, each filled up to vectors and panels, and the scores of a block of queries.
        let attention = 3 * (width / heads + 64) + 256
        return 4 * tokens * (4 * width + max(10 * width, mlpWidth) + attention)
    }
}

extension ResNetArchitecture {
    /// Bytes of the maps at the place where they are largest: what goes into a convolution, for each pixel the nine
    /// around it, what comes out, and what a bottleneck adds its result to.
    fileprivate var largestMaps: Int {
        let entry = imageResolution / 2
        // The first convolution sees three channels, the other two see half of the width.
        let stem = entry * entry * max(27 + width / 2, 10 * (width / 2) + width)
        return 4
            * bottlenecks.reduce(stem) { largest, block in
                let before = block.inputSide * block.inputSide
                let after = block.outputSide * block.outputSide
                return max(
                    largest, before * (block.inputs + 11 * block.inner),
                    before * (block.inputs + block.inner)
                        + after * (block.inputs + block.inner + 2 * block.outputs))
            }
    }
}
