import Kernels
package import Layers
package import ModelKit

// The towers, each of which says in its initialiser what it is made of.
extension Architecture {
    /// The image tower, of a maker's layers; nil without.
    package func imageTower<Maker: LayerMaker>(_ make: Maker) throws(Maker.Failure) -> (any ImageTower)? {
        switch vision {
        case .vit(let vit):
            try VisionTransformer(
                vit, embedDimension: embedDimension, activation: activation.function, make)
        case .resNet(let resNet): try ModifiedResNet(resNet, embedDimension: embedDimension, make)
        case nil: nil
        }
    }

    /// The text tower, of a maker's layers; nil without.
    package func textTower<Maker: LayerMaker>(_ make: Maker) throws(Maker.Failure) -> (any TextTower)? {
        guard let text else { return nil }
        return try TextTransformer(
            text, embedDimension: embedDimension, activation: activation.function, make)
    }

    /// What a tower is made of; empty without it.
    func inventory(of tower: Tower) -> Inventory {
        let inventory = Inventory()
        switch tower {
        case .image: _ = imageTower(inventory)
        case .text: _ = textTower(inventory)
        }
        return inventory
    }

    /// What one image costs, or one text of so many tokens, the context length unless given.
    package func cost(of tower: Tower, tokens: Int? = nil) -> Cost {
        var text = text
        if let tokens { text?.contextLength = tokens }
        return Architecture(
            trusted: embedDimension, vision: vision, text: text, activation: activation
        ).inventory(of: tower).cost
    }
}

extension Activation {
    fileprivate var function: Pointwise {
        switch self {
        case .quickGELU: .quickGELU
        case .gelu: .gelu
        case .geluTanh: .geluTanh
        }
    }
}
