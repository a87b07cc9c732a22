import ByteIO
import CLIPSchema
import Kernels
import Tensors

/// The ResNet of CLIP: three convolutions at the entry, anti-aliased strides, attention pooling at the end
/// (`ModifiedResNet` in `clip/model.py` of openai/CLIP).
struct ModifiedResNet: ImageTower {
    private let engine: any Engine
    private let architecture: ResNetArchitecture
    private let stem: [Convolution]
    private let bottlenecks: [Bottleneck]
    private let pool: AttentionPool

    init(_ architecture: ResNetArchitecture, embedDimension: Int, _ load: LayerLoader) throws(FileError) {
        engine = load.engine
        self.architecture = architecture
        let (width, epsilon) = (architecture.width, architecture.normEpsilon)
        var stem: [Convolution] = []
        for (index, (inputs, outputs)) in [(3, width / 2), (width / 2, width / 2), (width / 2, width)]
            .enumerated()
        {
            stem.append(
                try Convolution(
                    "visual.conv\(index + 1)", norm: "visual.bn\(index + 1)", outputs: outputs,
                    inputs: inputs, size: 3,
                    stride: index == 0 ? 2 : 1, epsilon: epsilon, load))
        }
        self.stem = stem
        var bottlenecks: [Bottleneck] = []
        var inputs = width
        for (stage, count) in architecture.stageLayers.enumerated() {
            for index in 0..<count {
                bottlenecks.append(
                    try Bottleneck(
                        "visual.layer\(stage + 1).\(index)", inputs: inputs, inner: width << stage,
                        isFirst: index == 0,
                        halves: index == 0 && stage > 0, epsilon: epsilon, load))
                inputs = (width << stage) * ResNetArchitecture.expansion
            }
        }
        self.bottlenecks = bottlenecks
        pool = try AttentionPool(architecture, embedDimension: embedDimension, load)
    }

    /// `[images, 3 · resolution²]` to `[images, embedding]`.
    func encode(_ images: Matrix) throws(EngineError) -> Matrix {
        var map = engine.featureMap(planes: images, side: architecture.imageResolution)
        for convolution in stem { map = try convolution.apply(to: map, .applying(.relu)) }
        map = engine.averagedByTwo(map)
        for bottleneck in bottlenecks { map = try bottleneck.apply(to: map) }
        return try pool.apply(to: map)
    }
}
