public import ByteIO
import CLIPRuntime
import Families
import SafeTensors
import StrictJSON
import Tensors

// A classifier as a safetensors file: Formats/classifier.md.
extension ZeroShotClassifier {
    /// Writes the classifier to a file, which takes its name when it is complete.
    ///
    /// - Throws: `unsupported` where nothing tells what model it belongs to; what writing throws.
    public func write(to path: FilePath, mayReplace: Bool) throws(FileError) {
        guard let source, let shape = Shape([weights.rows, weights.columns]) else {
            throw FileError(
                .unsupported, path: path, found: "nothing tells which checkpoint the model comes from",
                allowed: "a model that says so, such as a .clipw file")
        }
        let layout = try SafeTensorsLayout(
            [TensorDescriptor(name: ClassifierFormat.tensor, elementType: .float32, shape: shape)],
            metadata: metadata(source), dataAlignment: 64)
        let bytes = layout.headerBytes + weights.elements.littleEndianBytes
        let file = try OutputFile(path: path, byteCount: bytes.count, mayReplace: mayReplace)
        try file.write(bytes.span, at: 0)
        try file.commit()
    }

    private func metadata(_ source: Digest) -> [(key: String, value: String)] {
        let labels = labels.labels.enumerated().map { index, label in
            var value = JSONObject()
            value["name"] = .string(label.name)
            value["id"] = .string(label.id)
            if !groupOfLabel.isEmpty { value["group"] = .integer(groupOfLabel[index]) }
            return JSONValue.object(value)
        }
        let groups = (self.groups?.labels ?? []).map { JSONValue.string($0.name) }
        let templates = templates.templates.map { JSONValue.string($0.text) }
        let version: String
        let factors: [(key: String, value: String)]
        switch similarity {
        case .softmax(let scale):
            version = ClassifierFormat.version
            factors = [(ClassifierFormat.Key.logitScale, "\(Float(scale))")]
        case .sigmoid(let scale, let bias):
            version = ClassifierFormat.sigmoidVersion
            factors = [
                (ClassifierFormat.Key.logitScale, "\(Float(scale))"),
                (ClassifierFormat.Key.logitBias, "\(Float(bias))"),
            ]
        }
        let origin: [(key: String, value: String)] = [
            (ClassifierFormat.Key.format, ClassifierFormat.name), (ClassifierFormat.Key.version, version),
            (ClassifierFormat.Key.source, source.description),
        ]
        let lists: [(key: String, value: String)] = [
            (ClassifierFormat.Key.labels, JSONValue.array(labels).text),
            (ClassifierFormat.Key.groups, JSONValue.array(groups).text),
            (ClassifierFormat.Key.templates, JSONValue.array(templates).text),
        ]
        return origin + factors + lists
    }
}
