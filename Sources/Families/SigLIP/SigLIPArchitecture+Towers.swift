package import Layers
import ModelKit
import Quantization
import Tensors

// The towers, each of which says in its initialiser what it is made of.
extension SigLIPArchitecture {
    /// The image tower, of a maker's layers; nil without.
    package func imageTower<Maker: LayerMaker>(_ make: Maker) throws(Maker.Failure) -> (any ImageTower)? {
        guard let image else { return nil }
        return try SigLIPImageTower(image, make)
    }

    /// The text tower, of a maker's layers; nil without.
    package func textTower<Maker: LayerMaker>(_ make: Maker) throws(Maker.Failure) -> (any TextTower)? {
        guard let text else { return nil }
        return try SigLIPTextTower(text, embedDimension: embedDimension, make)
    }

    /// The tensors that a model of this architecture consists of, no more and no fewer, in the order of the file.
    ///
    /// Scale and bias weigh images against texts and belong to both towers: a model with one tower has neither.
    package var expectedTensors: [ExpectedTensor] {
        let inventory = Inventory()
        _ = imageTower(inventory)
        _ = textTower(inventory)
        let pair =
            image != nil && text != nil
            ? [CanonicalWeight.logitScale, CanonicalWeight.logitBias].map { ExpectedTensor($0, [], .scalar) }
            : []
        return pair + inventory.tensors
    }
}
