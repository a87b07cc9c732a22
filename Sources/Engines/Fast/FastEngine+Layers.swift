import Kernels
import Tensors

// The layers that the engine makes.

struct WinogradConvolution: DirectConvolution {
    let convolution: PackedConvolution
    let threads: Int

    func apply(to map: FeatureMap, _ ending: Ending, into result: inout FeatureMap) throws(EngineError) {
        let isDone = convolution.apply(
            to: map.pixels, map.size, isAdded: ending.isAdded, function: ending.function,
            into: &result.pixels,
            threads: threads)
        guard isDone else { throw .noMemory }
    }
}

struct PackedLayer: Linear {
    let linear: PackedLinear
    let threads: Int

    var outputs: Int { linear.outputs }

    func apply(to input: Matrix, _ ending: Ending, into result: inout Matrix) throws(EngineError) {
        let isDone = linear.apply(
            to: input, isAdded: ending.isAdded, function: ending.function, into: &result, threads: threads)
        guard isDone else { throw .noMemory }
    }
}

extension EngineError {
    static var noMemory: EngineError {
        EngineError(description: "there is no memory for a layer")
    }
}
