import Layers
import ModelKit
import Tensors

// What one image or text may cost, whatever the sizes say one by one: a file of some kilobytes can describe a model whose
// first embedding takes hours and all memory.
extension ModelLimits {
    /// Operations that one item may cost in a tower of so many weights: 2^34, and 2^14 for each weight.
    ///
    /// So the cost is linear in the size of the file. Published towers have at most 2,540 for each weight (ViT-B-16 at 512
    /// pixels).
    static func operations(weights: Int) -> Double { Double(1 << 34) + Double(1 << 14) * Double(weights) }

    /// Operations that one score of attention is worth beside its products: its exponential.
    private static let operationsOfScore = 32.0

    static func checkCost(_ architecture: some Architecture) throws(SchemaError) {
        for tower in architecture.towers {
            let (place, item) = ("\(tower.rawValue) tower", tower == .image ? "an image" : "a text")
            let inventory = architecture.inventory(of: tower)
            let cost = inventory.cost
            guard cost.workingSet <= workingSet else {
                throw .unsupported(
                    at: place, found: "\(item) takes \(cost.workingSet >> 20) MiB of memory",
                    allowed: "at most \(workingSet >> 20) MiB")
            }
            let weights = inventory.tensors.reduce(0) { $0 + $1.shape.elementCount }
            let (operations, limit) = (
                cost.operations + operationsOfScore * cost.scores, operations(weights: weights)
            )
            guard operations <= limit else {
                throw .unsupported(
                    at: place, found: "\(item) takes \(billions(operations)) billion operations",
                    allowed: "at most \(billions(limit)) billion with \(weights) weights")
            }
        }
    }

    private static func billions(_ operations: Double) -> Double { (operations / 1e8).rounded() / 10 }
}
