public import ByteIO
import Families
import Layers
public import ModelKit
import Synchronization

// Loading towers, each when it is first used.
extension EmbeddingModel {
    /// Loads a tower, so that the first embedding does not have to wait for it.
    public func load(_ tower: Tower) throws(FileError) {
        switch tower {
        case .image: _ = try imageTower()
        case .text: _ = try textTower()
        }
    }

    func imageTower() throws(FileError) -> any ImageTower {
        try images.withLock { (tower) throws(FileError) in
            if let tower { return tower }
            guard let loaded = try architecture.imageTower(loader) else { throw missing(.image) }
            try weights.requireSameContent()
            tower = loaded
            return loaded
        }
    }

    func textTower() throws(FileError) -> any TextTower {
        try texts.withLock { (tower) throws(FileError) in
            if let tower { return tower }
            guard let loaded = try architecture.textTower(loader) else { throw missing(.text) }
            try weights.requireSameContent()
            tower = loaded
            return loaded
        }
    }

    private var loader: LayerLoader { LayerLoader(weights: weights, engine: engine, threads: threads) }

    private func missing(_ tower: Tower) -> FileError {
        FileError(
            .unsupported, found: "the model has no \(tower.rawValue) tower",
            allowed: "a model that was converted with both")
    }
}
