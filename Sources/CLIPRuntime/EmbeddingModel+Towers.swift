public import ByteIO
public import CLIPSchema
import Kernels
import Synchronization

// Loading towers, each when it is first used.
extension EmbeddingModel {
    /// Loads a tower, so that the first embedding does not have to wait for it.
    public func load(_ tower: Tower) throws(FileError) {
        switch tower {
        case .image: _ = try imageTower()
        case .text: _ = try textTransformer()
        }
    }

    private var loader: LayerLoader { LayerLoader(weights: weights, engine: engine, threads: threads) }

    func imageTower() throws(FileError) -> any ImageTower {
        try images.withLock { (tower) throws(FileError) in
            if let tower { return tower }
            let loaded: any ImageTower =
                switch architecture.vision {
                case .vit(let vit):
                    try VisionTransformer(
                        vit, embedDimension: architecture.embedDimension, activation: activation, loader)
                case .resNet(let resNet):
                    try ModifiedResNet(resNet, embedDimension: architecture.embedDimension, loader)
                case nil: throw missing(.image)
                }
            try weights.requireSameContent()
            tower = loaded
            return loaded
        }
    }

    func textTransformer() throws(FileError) -> TextTransformer {
        try texts.withLock { (tower) throws(FileError) in
            if let tower { return tower }
            guard let text = architecture.text else { throw missing(.text) }
            let loaded = try TextTransformer(
                text, embedDimension: architecture.embedDimension, activation: activation, loader)
            try weights.requireSameContent()
            tower = loaded
            return loaded
        }
    }

    private func missing(_ tower: Tower) -> FileError {
        FileError(
            .unsupported, found: "the model has no \(tower.rawValue) tower",
            allowed: "a model that was converted with both")
    }

    private var activation: Pointwise {
        switch architecture.activation {
        case .quickGELU: .quickGELU
        case .gelu: .gelu
        case .geluTanh: .geluTanh
        }
    }
}
