import Engines
import Kernels
import Layers
import Quantization

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

    /// The bottleneck of this name, for maps of so many pixels along each side.
    init<Maker: LayerMaker>(
        _ name: String, _ shape: BottleneckShape, side: Int, _ make: Maker
    ) throws(Maker.Failure) {
        halves = shape.halves
        let (inputs, inner, outputs) = (shape.inputs, shape.inner, shape.outputs)
        func convolution(
            _ number: Int, from inputs: Int, to outputs: Int, size: Int
        ) -> ConvolutionShape {
            ConvolutionShape(
                "\(name).conv\(number)", norm: "\(name).bn\(number)", from: inputs, to: outputs, size: size,
                epsilon: shape.epsilon, shape.role)
        }
        // What came in is held until it is added.
        let held = side * side * inputs
        let after = halves ? side / 2 : side
        narrowing = try make.convolution(
            convolution(1, from: inputs, to: inner, size: 1), side: side, beside: 0)
        looking = try make.convolution(
            convolution(2, from: inner, to: inner, size: 3), side: side, beside: held)
        widening = try make.convolution(
            convolution(3, from: inner, to: outputs, size: 1), side: after, beside: held)
        guard shape.isFirst else {
            shortcut = nil
            return
        }
        shortcut = try make.convolution(
            ConvolutionShape(
                name + ".downsample.0", norm: name + ".downsample.1", from: inputs, to: outputs, size: 1,
                epsilon: shape.epsilon, shape.role), side: after, beside: held + after * after * inner)
    }

    func apply(to map: FeatureMap, on engine: any Engine) throws(EngineError) -> FeatureMap {
        var inner = try narrowing.apply(to: map, .applying(.relu), on: engine)
        inner = try looking.apply(to: inner, .applying(.relu), on: engine)
        if halves { inner = engine.averagedByTwo(inner) }
        var sum = map
        if let shortcut {
            sum = try shortcut.apply(to: halves ? engine.averagedByTwo(map) : map, .replacing, on: engine)
        }
        try widening.apply(to: inner, into: &sum, .addingThenApplying(.relu), on: engine)
        return sum
    }
}

/// The sizes of a bottleneck.
struct BottleneckShape: Sendable {
    /// Channels that come in, and that it works on.
    let inputs, inner: Int
    /// Whether it is the first of its stage, which changes the number of channels, so that the path around it has to.
    let isFirst: Bool
    /// Whether each side of what goes out is half as long.
    let halves: Bool
    let epsilon: Double
    let role: Role

    /// Channels that go out.
    var outputs: Int { inner * ResNetArchitecture.expansion }
}
