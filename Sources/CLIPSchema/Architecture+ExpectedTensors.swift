import Tensors

extension Architecture {
    /// The tensors that a model of this architecture consists of, no more and no fewer, in the order of
    /// `state_dict()` in openai/CLIP.
    ///
    /// `logit_scale` weighs images against texts and belongs to both towers: a model with one tower has none.
    ///
    /// Shapes are PyTorch's: a linear layer is [outputs, inputs], a convolution [outputs, inputs, height,
    /// width], the two projections [width, embedding].
    public var expectedTensors: [ExpectedTensor] {
        var tensors: [ExpectedTensor] = []
        if let text {
            tensors.append(ExpectedTensor("positional_embedding", [text.contextLength, text.width]))
            tensors.append(ExpectedTensor("text_projection", [text.width, embedDimension]))
        }
        if vision != nil, text != nil { tensors.append(ExpectedTensor("logit_scale", [])) }
        switch vision {
        case .vit(let vit): tensors += vit.expectedTensors(embedDimension: embedDimension)
        case .resNet(let resNet): tensors += resNet.expectedTensors(embedDimension: embedDimension)
        case nil: break
        }
        if let text {
            tensors += transformerBlocks(
                "transformer.resblocks", layers: text.layers, width: text.width, mlpWidth: text.mlpWidth)
            tensors.append(ExpectedTensor("token_embedding.weight", [text.vocabularySize, text.width]))
            tensors += norm("ln_final", text.width)
        }
        return tensors
    }
}

extension ViTArchitecture {
    fileprivate func expectedTensors(embedDimension: Int) -> [ExpectedTensor] {
        var tensors = [
            ExpectedTensor("visual.class_embedding", [width]),
            ExpectedTensor("visual.positional_embedding", [tokenCount, width]),
            ExpectedTensor("visual.proj", [width, embedDimension]),
            ExpectedTensor("visual.conv1.weight", [width, 3, patchSize, patchSize]),
        ]
        if hasPreNorm { tensors += norm("visual.ln_pre", width) }
        tensors += transformerBlocks(
            "visual.transformer.resblocks", layers: layers, width: width, mlpWidth: mlpWidth)
        return tensors + norm("visual.ln_post", width)
    }
}

private func norm(_ name: String, _ width: Int) -> [ExpectedTensor] {
    [ExpectedTensor(name + ".weight", [width]), ExpectedTensor(name + ".bias", [width])]
}

private func linear(_ name: String, from inputs: Int, to outputs: Int) -> [ExpectedTensor] {
    [ExpectedTensor(name + ".weight", [outputs, inputs]), ExpectedTensor(name + ".bias", [outputs])]
}

private func transformerBlocks(_ stem: String, layers: Int, width: Int, mlpWidth: Int) -> [ExpectedTensor] {
    var tensors: [ExpectedTensor] = []
    for block in (0..<layers).map({ "\(stem).\($0)" }) {
        // Queries, keys and values below one another.
        tensors.append(ExpectedTensor(block + ".attn.in_proj_weight", [3 * width, width]))
        tensors.append(ExpectedTensor(block + ".attn.in_proj_bias", [3 * width]))
        tensors += linear(block + ".attn.out_proj", from: width, to: width)
        tensors += norm(block + ".ln_1", width)
        tensors += linear(block + ".mlp.c_fc", from: width, to: mlpWidth)
        tensors += linear(block + ".mlp.c_proj", from: mlpWidth, to: width)
        tensors += norm(block + ".ln_2", width)
    }
    return tensors
}
