package import ByteIO
import CLIPRuntime
import Checkpoints
import Conversion
import Families
import ModelKit
import SafeTensors
package import StrictJSON
package import Tensors
import WeightFile

/// What a file is: read from its structure alone, for every format that this project can read.
package struct FileInspection: Sendable {
    /// A tensor, and where it lies.
    package struct ListedTensor: Sendable {
        /// Name, element type and shape.
        package let descriptor: TensorDescriptor
        /// Offset of its first byte in its file; nil where it is compressed.
        package let offset: Int?
        /// Numbers about its elements, if they were asked for.
        package let statistics: TensorStatistics?
    }

    /// The path as the user named it.
    package let path: FilePath
    /// Bytes of the file, or of all of them.
    package let byteCount: Int
    /// `clipw`, `torchscript`, `torch-zip`, `torch-legacy` or `safetensors`.
    package let format: String
    /// Whose names the tensors have, if they are a CLIP model's.
    package let dialect: String?
    /// The architecture as `.clipw` files have it, if it is a CLIP model.
    package let architecture: JSONValue?
    /// Why it is no CLIP model, if it is none.
    package let reason: String?
    /// What a `.clipw` file says about itself.
    package let metadata: JSONValue?
    /// Every tensor, in the file's order.
    package let tensors: [ListedTensor]
    /// What tells where its weights come from: at most its own claim, since its bytes are not hashed here.
    package let origin: Origin
    /// What is odd about it.
    package let warnings: [String]

    /// Reads a file's or folder's structure.
    ///
    /// - Parameters:
    ///   - includingStatistics: also reads every tensor's elements.
    ///   - progress: called with the number of bytes of each piece that is read for statistics, and of all.
    /// - Throws: where the structure cannot be read at all; that the tensors are no CLIP model is no error.
    package init(
        path: FilePath, includingStatistics: Bool = false, progress: (Int, Int) -> Void = { _, _ in }
    ) throws(FileError) {
        let checkpoint = try Checkpoint(path: path)
        self.path = path
        byteCount = checkpoint.byteCount
        let total = checkpoint.byteCount
        var listed: [ListedTensor] = []
        for tensor in checkpoint.tensors {
            let statistics =
                includingStatistics
                ? try TensorStatistics(of: tensor, in: checkpoint) { progress($0, total) } : nil
            listed.append(
                ListedTensor(descriptor: tensor.descriptor, offset: tensor.fileOffset, statistics: statistics)
            )
        }
        tensors = listed
        if let clipw = try checkpoint.clipwContainer().map({ (container) throws(FileError) in
            try ClipwFile(container)
        }) {
            format = ClipwFormat.name
            dialect = nil
            do {
                architecture = try ModelDescription(json: clipw.metadata.model).architecture.json
                reason = nil
            } catch {
                (architecture, reason) = (nil, Self.sentence(error.location, error.found, error.allowed))
            }
            metadata = clipw.metadata.json
            origin = OriginClaim(clipw.metadata) == nil ? .unknown : .claimed
            warnings = []
            return
        }
        format = checkpoint.format.rawValue
        (metadata, origin) = (nil, .unknown)
        do {
            let model = try SourceModel(checkpoint, mayHash: false)
            dialect = model.model.layout
            var described = model.architecture.json.object ?? JSONObject()
            let choice = model.activation(knownAs: nil)
            // Only the converter, which knows the digest, may assume; here the truth is that it is not known.
            if choice.origin == .assumed { described["activation"] = .null }
            architecture = .object(described)
            reason = nil
        } catch {
            (dialect, architecture) = (nil, nil)
            reason = Self.sentence(error.location, error.found, error.allowed)
        }
        warnings = checkpoint.warnings
    }

    private static func sentence(_ parts: String?...) -> String {
        let place = parts.dropLast().compactMap(\.self)
        return (place + [parts.last.flatMap(\.self).map { "(\($0))" }].compactMap(\.self)).joined(
            separator: ": ")
    }

    /// The document of `clip-inspect --json`.
    package func json(includingTensors: Bool) -> JSONValue {
        var object = JSONObject()
        object["path"] = .path(path)
        object["bytes"] = .integer(byteCount)
        object["format"] = .string(format)
        object["dialect"] = dialect.map(JSONValue.string) ?? .null
        object["architecture"] = architecture ?? .null
        object["reason"] = reason.map(JSONValue.string) ?? .null
        object["metadata"] = metadata ?? .null
        object["origin"] = .string(origin.rawValue)
        object["tensor_count"] = .integer(tensors.count)
        object["warnings"] = .array(warnings.map(JSONValue.string))
        if includingTensors { object["tensors"] = .array(tensors.map(\.json)) }
        return .object(object)
    }
}

extension FileInspection.ListedTensor {
    fileprivate var json: JSONValue {
        var object = JSONObject()
        object["name"] = .string(descriptor.name)
        object["dtype"] = .string(descriptor.elementType.rawValue)
        object["shape"] = .array(descriptor.shape.dimensions.map(JSONValue.integer))
        object["offset"] = offset.map(JSONValue.integer) ?? .null
        object["bytes"] = .integer(descriptor.shape.byteCount(of: descriptor.elementType) ?? 0)
        if let statistics { object["statistics"] = statistics.json }
        return .object(object)
    }
}
