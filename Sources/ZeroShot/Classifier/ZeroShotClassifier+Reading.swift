public import ByteIO
public import CLIPRuntime
import Families
import Kernels
package import SafeTensors
import StrictJSON
import Tensors

extension ZeroShotClassifier {
    /// A classifier that was written by `write(to:mayReplace:)`, for pictures that are embedded by this model.
    ///
    /// Any file that was made from the same checkpoint will do as the model, in another precision or with the image
    /// tower alone.
    ///
    /// - Throws: what opening the file throws; `unsupported` for another kind of file, `malformed` where it contradicts
    ///   itself, `mismatch` where it was made with another model.
    public init(path: FilePath, for model: CLIP) throws(FileError) {
        do throws(FileError) {
            try self.init(reading: SafeTensorsFile(InputFile(path: path)))
            guard let source, source == model.source else {
                throw FileError(
                    .mismatch,
                    found:
                        "the classifier was made with the checkpoint of SHA-256 \(source?.description ?? "?")",
                    allowed: "the model comes from \(model.source?.description ?? "one that nothing tells")")
            }
            guard weights.columns == model.architecture.embedDimension else {
                throw FileError(
                    .malformed, found: "its embeddings have \(weights.columns) numbers",
                    allowed: "the model's have \(model.architecture.embedDimension)")
            }
        } catch {
            throw error.inFile(path)
        }
    }

    /// A classifier for whatever model; throws as `init(path:for:)`.
    package init(reading file: SafeTensorsFile) throws(FileError) {
        var budget = WorkBudget.forList(ofBytes: file.file.byteCount)
        try self.init(reading: file, &budget)
    }

    init(reading file: SafeTensorsFile, _ budget: inout WorkBudget) throws(FileError) {
        let fields = try ClassifierFields(file.header, &budget)
        guard file.header.entries.count == 1, let entry = file.header.entries.first,
            entry.descriptor.name == ClassifierFormat.tensor, entry.descriptor.elementType == .float32,
            entry.descriptor.shape.rank == 2
        else {
            throw FileError(
                .malformed, found: "it has other tensors than a classifier",
                allowed: "'\(ClassifierFormat.tensor)' alone, F32 in two dimensions")
        }
        labels = fields.labels
        groups = fields.groups
        groupOfLabel = fields.groupOfLabel
        templates = fields.templates
        similarity = fields.similarity
        source = fields.source
        let dimensions = entry.descriptor.shape.dimensions
        let rows = labels.labels.count + (groups?.labels.count ?? 0)
        guard dimensions[0] == rows, dimensions[1] > 0 else {
            throw FileError(
                .malformed, at: "tensor '\(ClassifierFormat.tensor)'",
                found: "it has shape \(entry.descriptor.shape)",
                allowed: "\(rows) rows, one for each label and group")
        }
        try budget.charge(entry.byteRange.count, .bytes, for: "a classifier")
        let bytes = try file.file.bytes(entry.byteRange.count, at: entry.byteRange.lowerBound)
        // A header's shape and range have been compared already.
        let numbers = decodeFloats(bytes.span, of: .float32) ?? []
        guard numbers.count == checkedProduct(dimensions) else {
            throw FileError(
                .malformed, at: "tensor '\(ClassifierFormat.tensor)'",
                found: "it has \(numbers.count) numbers", allowed: "those of its shape")
        }
        weights = Matrix(rows: dimensions[0], columns: dimensions[1], numbers)
        for row in 0..<rows {
            // Rows are of length 1, or of none where the embeddings of a label's prompts cancel each other.
            let length = weights[row: row].reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
            guard length <= 1.001 else {
                throw FileError(
                    .malformed, at: "tensor '\(ClassifierFormat.tensor)'",
                    found: "row \(row) has the length \(length)", allowed: "finite numbers, of length 1")
            }
        }
    }
}
