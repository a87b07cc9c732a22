import Tensors

extension ResNetArchitecture {
    /// The tensors of the image tower under `visual.`, in the order of `ModifiedResNet` in openai/CLIP.
    func expectedTensors(embedDimension: Int) -> [ExpectedTensor] {
        var tensors =
            convolution("visual", 1, from: 3, to: width / 2, size: 3)
            + convolution("visual", 2, from: width / 2, to: width / 2, size: 3)
            + convolution("visual", 3, from: width / 2, to: width, size: 3)
        var inputs = width
        for (stage, count) in stageLayers.enumerated() {
            let inner = width << stage
            for block in 0..<count {
                let name = "visual.layer\(stage + 1).\(block)"
                tensors += bottleneck(name, from: inputs, through: inner, isFirst: block == 0)
                inputs = inner * Self.expansion
            }
        }
        return tensors + attentionPooling("visual.attnpool", embedDimension: embedDimension)
    }

    /// The first bottleneck of a stage changes the number of channels, so the path around it has to as well.
    private func bottleneck(
        _ name: String, from inputs: Int, through inner: Int, isFirst: Bool
    ) -> [ExpectedTensor] {
        let outputs = inner * Self.expansion
        let tensors =
            convolution(name, 1, from: inputs, to: inner, size: 1)
            + convolution(name, 2, from: inner, to: inner, size: 3)
            + convolution(name, 3, from: inner, to: outputs, size: 1)
        guard isFirst else { return tensors }
        return tensors
            + [ExpectedTensor(name + ".downsample.0.weight", [outputs, inputs, 1, 1])]
            + batchNorm(name + ".downsample.1", outputs)
    }

    private func convolution(
        _ name: String, _ number: Int, from inputs: Int, to outputs: Int, size: Int
    ) -> [ExpectedTensor] {
        [ExpectedTensor("\(name).conv\(number).weight", [outputs, inputs, size, size])]
            + batchNorm("\(name).bn\(number)", outputs)
    }

    private func batchNorm(_ name: String, _ channels: Int) -> [ExpectedTensor] {
        ["weight", "bias", "running_mean", "running_var"].map { ExpectedTensor("\(name).\($0)", [channels]) }
    }

    private func attentionPooling(_ name: String, embedDimension: Int) -> [ExpectedTensor] {
        let width = poolingWidth
        return [ExpectedTensor(name + ".positional_embedding", [tokenCount, width])]
            + [("k", width), ("q", width), ("v", width), ("c", embedDimension)].flatMap { letter, outputs in
                [
                    ExpectedTensor("\(name).\(letter)_proj.weight", [outputs, width]),
                    ExpectedTensor("\(name).\(letter)_proj.bias", [outputs]),
                ]
            }
    }
}
