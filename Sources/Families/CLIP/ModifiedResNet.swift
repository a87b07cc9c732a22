import Engines
import Kernels
import Layers
import Quantization
import Tensors

/// The ResNet of CLIP: three convolutions at the entry, anti-aliased strides, attention pooling at the end
/// (`ModifiedResNet` in `clip/model.py` of openai/CLIP).
struct ModifiedResNet: ImageTower {
    private let side: Int
    private let stem: [Convolution]
    private let bottlenecks: [Bottleneck]
    private let pool: AttentionPool

    init<Maker: LayerMaker>(
        _ architecture: ResNetArchitecture, embedDimension: Int, _ make: Maker
    ) throws(Maker.Failure) {
        side = architecture.imageResolution
        make.takesImage(side: side)
        let (width, epsilon) = (architecture.width, architecture.normEpsilon)
        let entry = [(3, width / 2), (width / 2, width / 2), (width / 2, width)]
        var mapSide = side
        var stem: [Convolution] = []
        for (index, (inputs, outputs)) in entry.enumerated() {
            let shape = ConvolutionShape(
                "visual.conv\(index + 1)", norm: "visual.bn\(index + 1)", from: inputs, to: outputs, size: 3,
                stride: index == 0 ? 2 : 1, epsilon: epsilon, .sensitiveKernel)
            stem.append(try make.convolution(shape, side: mapSide, beside: 0))
            mapSide = shape.side(after: mapSide)
        }
        self.stem = stem
        mapSide /= 2
        var bottlenecks: [Bottleneck] = []
        var inputs = width
        for (stage, count) in architecture.stageLayers.enumerated() {
            for index in 0..<count {
                let shape = BottleneckShape(
                    inputs: inputs, inner: width << stage, isFirst: index == 0,
                    halves: index == 0 && stage > 0, epsilon: epsilon,
                    role: stage < ResNetArchitecture.sensitiveStages ? .sensitiveKernel : .mapKernel)
                bottlenecks.append(
                    try Bottleneck("visual.layer\(stage + 1).\(index)", shape, side: mapSide, make))
                (inputs, mapSide) = (shape.outputs, shape.halves ? mapSide / 2 : mapSide)
            }
        }
        self.bottlenecks = bottlenecks
        pool = try AttentionPool(architecture, embedDimension: embedDimension, make)
    }

    /// `[images, 3 · resolution²]` to `[images, embedding]`.
    func encode(_ images: Matrix, on engine: any Engine) throws(EngineError) -> Matrix {
        var map = engine.featureMap(planes: images, side: side)
        for convolution in stem { map = try convolution.apply(to: map, .applying(.relu), on: engine) }
        map = engine.averagedByTwo(map)
        for bottleneck in bottlenecks { map = try bottleneck.apply(to: map, on: engine) }
        return try pool.apply(to: map, on: engine)
    }
}
