public import ByteIO
package import Families
package import ModelKit
import SafeTensors
import StrictJSON
import Tensors
public import WeightFile

/// What a `.clipw` file says about its model, checked against the tensors that it has.
package struct ModelDescription: Sendable {
    /// The model's dimensions.
    package let architecture: any Architecture
    /// How pictures become its input; nil without image tower.
    package let preprocessing: Preprocessing?

    /// Reads the description of an open file.
    ///
    /// - Throws: `malformed` where it is not one, or where a tensor is missing, superfluous or of another shape, with
    ///   both shapes.
    package init(_ file: ClipwFile) throws(FileError) {
        do throws(SchemaError) {
            architecture = try CLIPFamily.architecture(json: file.metadata.architecture)
            preprocessing =
                architecture.imageResolution == nil ? nil : try Preprocessing(json: file.metadata.preprocess)
            try preprocessing?.check(against: architecture)
            try architecture.check(Self.weights(of: file))
        } catch {
            throw FileError(error, path: file.file.path)
        }
    }

    /// The weights without the scales of the quantised ones.
    private static func weights(of file: ClipwFile) -> [TensorDescriptor] {
        let quantized = Set(file.weights.filter { $0.descriptor.elementType == .int8 }.map(\.descriptor.name))
        return file.weights.map(\.descriptor).filter { weight in
            guard weight.name.hasSuffix(ClipwFormat.scaleSuffix) else { return true }
            return !quantized.contains(String(weight.name.dropLast(ClipwFormat.scaleSuffix.count)))
        }
    }
}

extension EmbeddingModel {
    /// The model in a `.clipw` file.
    ///
    /// - Throws: as `ModelDescription`; `inputOutput` where memory is short.
    public convenience init(_ file: ClipwFile, options: RuntimeOptions = RuntimeOptions()) throws(FileError) {
        try self.init(
            ClipwWeights(file), architecture: try ModelDescription(file).architecture,
            storedPrecision: file.metadata.precision, options: options)
    }
}
