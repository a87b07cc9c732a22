package import ByteIO
package import Checkpoints
package import Families
import Layers
package import ModelKit
package import Quantization
import StrictJSON
import Tensors
import WeightFile

/// What a conversion will do, decided before anything is written.
package struct ConversionPlan: Sendable {
    /// The model that is converted.
    package let source: SourceModel
    /// What the weights will be stored in.
    package let precision: Precision
    /// The architecture of the output, which may be one tower of the source's.
    package let architecture: any Architecture
    /// The weights of the output, in its order.
    package let weights: [PlannedWeight]

    let options: ConversionOptions

    /// A weight and how it will be stored.
    package struct PlannedWeight: Sendable {
        /// The weight.
        package let weight: CanonicalWeight
        /// How it will be stored.
        package let storage: WeightStorage
        /// What it is for.
        package let role: Role
    }

    /// Plans the conversion of a checkpoint.
    ///
    /// - Throws: as opening a checkpoint and understanding it as a model do; `unsupported` if the tower that is
    ///   asked for is not there.
    package init(inputPath: FilePath, options: ConversionOptions) throws(FileError) {
        try self.init(Checkpoint(path: inputPath), options: options)
    }

    /// Plans the conversion of an open checkpoint; throws as `init(inputPath:options:)`.
    package init(_ checkpoint: Checkpoint, options: ConversionOptions) throws(FileError) {
        self.options = options
        source = try SourceModel(checkpoint, activation: options.activation)
        let source = source
        architecture = try Self.architecture(of: source, options.towers)
        let precision = options.precision ?? Self.precision(of: source.weights)
        self.precision = precision
        let expected = Dictionary(architecture.expectedTensors.map { ($0.name, $0) }) { first, _ in first }
        weights = source.weights.compactMap { weight in
            expected[weight.name].map {
                PlannedWeight(weight: weight, storage: $0.storage(at: precision), role: $0.role)
            }
        }
    }

    /// The tensors of the output: every weight, and behind a quantised one its scales; then what is no weight.
    var tensors: [TensorDescriptor] { weights.flatMap(\.tensors) + Attachments(self).descriptors }

    /// Bytes of the finished file.
    package var outputByteCount: Int {
        get throws(FileError) { try ClipwLayout(tensors, metadata: provisionalMetadata).byteCount }
    }

    /// Names of tensors of the input that are left out, since they are no weights.
    package var skippedNames: [String] {
        let used = Set(source.weights.flatMap(\.parts))
        return source.checkpoint.tensors.map(\.descriptor.name).filter { !used.contains($0) }
    }

    private static func architecture(
        of source: SourceModel, _ towers: ConversionOptions.Towers
    ) throws(FileError) -> any Architecture {
        let tower: Tower? =
            switch towers {
            case .both: nil
            case .imageOnly: .image
            case .textOnly: .text
            }
        guard let tower else { return source.architecture }
        guard let architecture = source.architecture.keeping(tower) else {
            throw FileError(
                .unsupported, path: source.checkpoint.path, found: "the model has no \(tower.rawValue) tower")
        }
        return architecture
    }

    /// The precision in which most elements are stored.
    ///
    /// OpenAI's archives mix float16 and float32.
    private static func precision(of weights: [CanonicalWeight]) -> Precision {
        var counts: [Precision: Int] = [:]
        for weight in weights {
            let precision: Precision =
                switch weight.elementType {
                case .float16: .fp16
                case .bfloat16: .bf16
                default: .fp32
                }
            counts[precision, default: 0] += weight.shape.elementCount
        }
        return Precision.allCases.max { counts[$0, default: 0] < counts[$1, default: 0] } ?? .fp32
    }
}

extension ConversionPlan.PlannedWeight {
    /// What it becomes in the file.
    var tensors: [TensorDescriptor] {
        let weight = TensorDescriptor(name: weight.name, elementType: .float32, shape: weight.shape)
        switch storage {
        case .floatingPoint(let type):
            return [TensorDescriptor(name: weight.name, elementType: type, shape: weight.shape)]
        case .symmetricInt8:
            return SymmetricInt8(weight).map { [$0.integers, $0.scales] } ?? []
        }
    }
}
