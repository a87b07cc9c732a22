import Layers
import ModelKit
import Tensors

@testable import Families

extension CLIPArchitecture {
    /// Weights that a model of this architecture may have.
    func descriptors(_ type: ElementType = .float32) -> [TensorDescriptor] {
        expectedTensors.map { TensorDescriptor(name: $0.name, elementType: type, shape: $0.shape) }
    }

    /// A small model with both towers, which differ in everything in which they can.
    static func small() throws -> CLIPArchitecture {
        try CLIPArchitecture(
            embedDimension: 32,
            vision: .vit(
                ViTArchitecture(
                    layers: 2, width: 128, heads: 2, mlpWidth: 512, patchSize: 32, imageResolution: 64)),
            text: TextArchitecture(
                contextLength: 7, vocabularySize: 50, width: 64, heads: 1, layers: 3, mlpWidth: 256),
            activation: .gelu)
    }
}

extension PeerStateDicts {
    /// The tensors of one of the listings, in its order.
    static func tensors(_ listing: String, type: ElementType = .float32) -> [TensorDescriptor] {
        listing.split(separator: "\n").map { line in
            let parts = line.split(separator: " ")
            let dimensions = parts.dropFirst().flatMap { $0.split(separator: "x").compactMap { Int($0) } }
            return TensorDescriptor(name: String(parts[0]), elementType: type, shape: Shape(dimensions) ?? [])
        }
    }
}

extension [TensorDescriptor] {
    /// The same tensors with another shape for one of them.
    func reshaping(_ name: String, _ shape: Shape) -> [TensorDescriptor] {
        map { $0.name == name ? TensorDescriptor(name: name, elementType: $0.elementType, shape: shape) : $0 }
    }

    func retyping(_ name: String, _ type: ElementType) -> [TensorDescriptor] {
        map { $0.name == name ? TensorDescriptor(name: name, elementType: type, shape: $0.shape) : $0 }
    }

    func renaming(_ name: String, _ other: String) -> [TensorDescriptor] {
        map {
            $0.name == name ? TensorDescriptor(name: other, elementType: $0.elementType, shape: $0.shape) : $0
        }
    }

    func without(_ name: String) -> [TensorDescriptor] {
        filter { $0.name != name }
    }

    func adding(_ name: String, _ shape: Shape, _ type: ElementType = .float32) -> [TensorDescriptor] {
        self + [TensorDescriptor(name: name, elementType: type, shape: shape)]
    }
}
