import Tensors

// What one image or text may cost, whatever the sizes say one by one: a file of some kilobytes can describe a model whose
// first embedding takes hours and all memory.
extension Limits {
    /// Bytes that one item may take in a tower, beside the weights: 512 MiB.
    ///
    /// Published towers take at most 169 MiB (RN50x64).
    static let workingSet = 512 << 20

    /// Operations that one item may cost in a tower of so many weights: 2^34, and 2^14 for each weight.
    ///
    /// So the cost is linear in the size of the file. Published towers have at most 2,540 for each weight (ViT-B-16 at 512
    /// pixels).
    static func operations(weights: Int) -> Double { Double(1 << 34) + Double(1 << 14) * Double(weights) }

    /// Operations that one score of attention is worth beside its products: its exponential.
    private static let operationsOfScore = 32.0

    static func checkCost(_ architecture: Architecture) throws(SchemaError) {
        for tower in architecture.towers {
            let (place, item) = ("\(tower.rawValue) tower", tower == .image ? "an image" : "a text")
            let bytes = architecture.workingSet(of: tower)
            guard bytes <= workingSet else {
                throw .unsupported(
                    at: place, found: "\(item) takes \(bytes >> 20) MiB of memory",
                    allowed: "at most \(workingSet >> 20) MiB")
            }
            let cost = operations(tower, of: architecture)
            // Most need not have their weights counted.
            if cost <= operations(weights: 0) { continue }
            let weights = architecture.keeping(tower)?.expectedTensors.reduce(0) {
                $0 + $1.shape.elementCount
            }
            let limit = operations(weights: weights ?? 0)
            guard cost <= limit else {
                throw .unsupported(
                    at: place, found: "\(item) takes \(billions(cost)) billion operations",
                    allowed: "at most \(billions(limit)) billion with \(weights ?? 0) weights")
            }
        }
    }

    private static func billions(_ operations: Double) -> Double { (operations / 1e8).rounded() / 10 }

    /// Operations of one item, a text of the full context length.
    private static func operations(_ tower: Tower, of architecture: Architecture) -> Double {
        let context = architecture.text?.contextLength ?? 0
        let (tokens, heads): (Int, Int) =
            switch (tower, architecture.vision) {
            case (.text, _): (context, architecture.text.map { $0.heads * $0.layers } ?? 0)
            case (.image, .vit(let vit)): (vit.tokenCount, vit.heads * vit.layers)
            case (.image, .resNet(let resNet)): (resNet.tokenCount, resNet.heads)
            case (.image, nil): (0, 0)
            }
        let scores = Double(tokens) * Double(tokens) * Double(heads)
        return architecture.operations(of: tower, tokens: context) + operationsOfScore * scores
    }
}
