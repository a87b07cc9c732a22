package import Layers
import ModelKit
import Quantization
import Tensors

extension CLIPArchitecture {
    /// The tensors that a model of this architecture consists of, no more and no fewer, in the order of
    /// `state_dict()` in openai/CLIP: a module's own parameters before those of the modules in it.
    ///
    /// `logit_scale` weighs images against texts and belongs to both towers: a model with one tower has none.
    ///
    /// Shapes are PyTorch's: a linear layer is [outputs, inputs], a convolution [outputs, inputs, height,
    /// width], the two projections [width, embedding].
    package var expectedTensors: [ExpectedTensor] {
        let (image, text) = (inventory(of: .image).tensors, inventory(of: .text).tensors)
        let scale =
            towers.count == 2 ? [ExpectedTensor(CanonicalWeight.logitScale, [], .scalar)] : []
        let own = { (tensor: ExpectedTensor) in !tensor.name.contains(".") }
        return text.filter(own) + scale + image + text.filter { !own($0) }
    }
}
