import ByteIO
import CLIPSchema
import Kernels

/// A bottleneck of the modified ResNet: narrow, look around, widen, and add what came in.
///
/// Strides are anti-aliased: an average of 2 x 2 pixels stands before the convolution that would skip them.
struct Bottleneck: Sendable {
    private let narrowing: Convolution
    private let looking: Convolution
    private let widening: Convolution
    /// Gives what came in the channels of what goes out; nil where they are the same.
    private let shortcut: Convolution?
    private let halves: Bool
    private let engine: any Engine

    init(
        _ name: String, inputs: Int, inner: Int, isFirst: Bool, halves: Bool, epsilon: Double,
        _ load: LayerLoader
    ) throws(FileError) {
        self.halves = halves
        engine = load.engine
        let outputs = inner * ResNetArchitecture.expansion
        narrowing = try Convolution(
            name + ".conv1", norm: name + ".bn1", outputs: inner, inputs: inputs, size: 1, epsilon: epsilon,
            load)
        looking = try Convolution(
            name + ".conv2", norm: name + ".bn2", outputs: inner, inputs: inner, size: 3, epsilon: epsilon,
            load)
        widening = try Convolution(
            name + ".conv3", norm: name + ".bn3", outputs: outputs, inputs: inner, size: 1, epsilon: epsilon,
            load)
        shortcut =
            isFirst
            ? try Convolution(
                name + ".downsample.0", norm: name + ".downsample.1", outputs: outputs, inputs: inputs,
                size: 1,
                epsilon: epsilon, load)
            : nil
    }

    func apply(to map: FeatureMap) throws(EngineError) -> FeatureMap {
        var inner = try narrowing.apply(to: map, .applying(.relu))
        inner = try looking.apply(to: inner, .applying(.relu))
        if halves { inner = engine.averagedByTwo(inner) }
        var sum = map
        if let shortcut { sum = try shortcut.apply(to: halves ? engine.averagedByTwo(map) : map, .replacing) }
        try widening.apply(to: inner, addingTo: &sum, .addingThenApplying(.relu))
        return sum
    }
}
