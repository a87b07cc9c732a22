package import ByteIO
import CLIPRuntime
package import Checkpoints
package import Families
package import KnownModels
package import ModelKit
import StrictJSON
import Tensors
import WeightFile

/// A checkpoint understood as a model: whose names it has, what its weights are called canonically, and what
/// architecture they make.
package struct SourceModel: Sendable {
    /// The checkpoint.
    package let checkpoint: Checkpoint
    /// What a family makes of it.
    package let model: ReadModel
    /// SHA-256 of its bytes, where the activation could not be chosen without it.
    let digest: Digest?

    /// Its weights, under their canonical names and in canonical order.
    package var weights: [CanonicalWeight] { model.weights }
    /// Their dimensions.
    package var architecture: any Architecture { model.architecture }

    /// Understands a checkpoint.
    ///
    /// - Parameters:
    ///   - activation: what the user says the activation is.
    ///   - mayHash: whether the file may be read through for its SHA-256, which tells the activation of a published file
    ///     that has no configuration beside it.
    /// - Throws: `malformed` where weights contradict each other or the configuration, `unsupported` for what is
    ///   no model of a known kind; naming the tensor and both shapes.
    package init(
        _ checkpoint: Checkpoint, activation: Activation? = nil, mayHash: Bool = true
    ) throws(FileError) {
        self.checkpoint = checkpoint
        let descriptors = checkpoint.tensors.map(\.descriptor)
        guard !descriptors.contains(where: { $0.name.hasPrefix(ClipwFormat.reservedPrefix) }) else {
            throw FileError(
                .unsupported, path: checkpoint.path, found: "it is a .clipw file already",
                allowed: "convert from the original checkpoint, which the other precision is measured against"
            )
        }
        func model(published: Activation?) throws(FileError) -> ReadModel {
            do throws(SchemaError) {
                return try Families.model(
                    of: Evidence(
                        tensors: descriptors, names: Self.names(checkpoint),
                        configurations: checkpoint.configurations, files: checkpoint.tokenizers,
                        activation: activation,
                        publishedActivation: published))
            } catch {
                throw FileError(error, path: checkpoint.path)
            }
        }
        let read = try model(published: nil)
        guard mayHash, read.activation.origin == .assumed,
            KnownModels.mayHaveOtherActivation(
                than: read.activation.activation.rawValue, byteCount: checkpoint.byteCount)
        else {
            (self.model, digest) = (read, nil)
            return
        }
        let digest = try checkpoint.verifiedDigest { _ in }
        let published = KnownModels.candidate(sha256: digest.description)?.activationName
        self.digest = digest
        self.model =
            try published.flatMap(Activation.init(rawValue:)).map { (published) throws(FileError) in
                try model(published: published)
            } ?? read
    }

    /// Who says which activation it is, once the file's digest tells which published model it seems to be.
    package func activation(knownAs known: KnownModel?) -> ActivationChoice {
        model.activation.confirmed(by: known.flatMap { Activation(rawValue: $0.activationName) })
    }

    /// The tensors of the checkpoint that a weight is made of, as they are to be read one after another.
    func parts(of weight: CanonicalWeight, in tensors: [String: StoredTensor]) -> [StoredTensor] {
        weight.parts.compactMap { part in
            let tensor = tensors[part]
            if let rows = weight.rows { return tensor?.rows(rows) }
            return weight.isTransposed ? tensor?.transposed : tensor
        }
    }

    /// The tensors' names in the order of the model's own code, which tells layouts apart.
    ///
    /// A safetensors file has lost it: its writer sorts by size of the elements. Sorted names claim nothing.
    private static func names(_ checkpoint: Checkpoint) -> [String] {
        let names = checkpoint.tensors.map(\.descriptor.name)
        return checkpoint.format == .safetensors ? names.sorted() : names
    }
}
