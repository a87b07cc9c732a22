package import Layers
import ModelKit

// The towers, each of which says in its initialiser what it is made of.
extension CLIPArchitecture {
    /// The image tower, of a maker's layers; nil without.
    package func imageTower<Maker: LayerMaker>(_ make: Maker) throws(Maker.Failure) -> (any ImageTower)? {
        switch vision {
        case .vit(let vit):
            try VisionTransformer(
                vit, embedDimension: embedDimension, activation: activation.pointwise, make)
        case .resNet(let resNet): try ModifiedResNet(resNet, embedDimension: embedDimension, make)
        case nil: nil
        }
    }

    /// The text tower, of a maker's layers; nil without.
    package func textTower<Maker: LayerMaker>(_ make: Maker) throws(Maker.Failure) -> (any TextTower)? {
        guard let text else { return nil }
        return try TextTransformer(
            text, embedDimension: embedDimension, activation: activation.pointwise, make)
    }
}
