import ByteIO
import CLIPRuntime
import Families
import SafeTensors
import StrictJSON

/// What a classifier's file says beside its tensor.
struct ClassifierFields {
    let labels: LabelSet
    let groups: LabelSet?
    /// The group of each label; empty where they are in none.
    let groupOfLabel: [Int]
    let templates: TemplateSet
    let similarity: Similarity
    let source: Digest

    private typealias Key = ClassifierFormat.Key

    /// - Throws: `unsupported` for another kind of file or another version; `malformed` where a field is none.
    init(_ header: SafeTensorsHeader, _ budget: inout WorkBudget) throws(FileError) {
        try Self.requireFormat(header)
        var (labels, indices): ([Label], [Int]) = ([], [])
        for value in try Self.array(header, Key.labels, &budget) {
            guard let name = value["name"]?.string, let id = value["id"]?.string else {
                throw Self.failure(header, Key.labels, "objects with a name and an id")
            }
            labels.append(Label(name, id: id))
            if let index = value["group"]?.integer { indices.append(index) }
        }
        self.labels = try LabelSet(labels)
        let groups = try Self.texts(header, Key.groups, "names", &budget).map { Label($0) }
        self.groups = groups.isEmpty ? nil : try LabelSet(groups)
        groupOfLabel = groups.isEmpty ? [] : indices
        guard groups.isEmpty || Self.areSorted(indices, ofLabels: labels.count, groups: groups.count) else {
            throw Self.failure(
                header, Key.labels, "labels sorted by group, each of \(groups.count) groups with some")
        }
        var templates: [PromptTemplate] = []
        for text in try Self.texts(header, Key.templates, "sentences", &budget) {
            templates.append(try PromptTemplate(text))
        }
        self.templates = try TemplateSet(templates)
        let factor = Float(header.metadata(Key.logitScale) ?? "")
        guard let scale = factor.flatMap({ LogitScale(factor: $0) })?.factor else {
            throw Self.failure(header, Key.logitScale, "e^-20 to e^20")
        }
        similarity = try Self.similarity(header, scale: Double(scale))
        guard let source = Digest(hexadecimal: header.metadata(Key.source) ?? "") else {
            throw Self.failure(header, Key.source, "64 hexadecimal digits")
        }
        self.source = source
    }

    private static func similarity(
        _ header: SafeTensorsHeader, scale: Double
    ) throws(FileError) -> Similarity {
        guard header.metadata(Key.version) == ClassifierFormat.sigmoidVersion else {
            return .softmax(scale: scale)
        }
        guard let bias = Double(header.metadata(Key.logitBias) ?? ""), bias.isFinite else {
            throw failure(header, Key.logitBias, "a number")
        }
        return .sigmoid(scale: scale, bias: bias)
    }

    private static func requireFormat(_ header: SafeTensorsHeader) throws(FileError) {
        guard header.metadata(Key.format) == ClassifierFormat.name else {
            throw FileError(
                .unsupported, at: "metadata", found: "it is no saved classifier",
                allowed: "a file that clip-classify --output has written")
        }
        guard
            [ClassifierFormat.version, ClassifierFormat.sigmoidVersion].contains(header.metadata(Key.version))
        else {
            throw FileError(
                .unsupported, at: "metadata",
                found: "format_version is '\(header.metadata(Key.version)?.prefix(32) ?? "")'",
                allowed: "this program reads version \(ClassifierFormat.version)")
        }
    }

    /// Whether the labels of a group follow one another, the groups in their order, and each has some.
    private static func areSorted(_ indices: [Int], ofLabels labels: Int, groups: Int) -> Bool {
        indices.count == labels && indices.first == 0 && indices.last == groups - 1
            && indices.allSatisfy { (0..<groups).contains($0) }
            && zip(indices, indices.dropFirst()).allSatisfy { (0...1).contains($1 - $0) }
    }

    private static func texts(
        _ header: SafeTensorsHeader, _ key: String, _ allowed: String, _ budget: inout WorkBudget
    ) throws(FileError) -> [String] {
        var texts: [String] = []
        for value in try array(header, key, &budget) {
            guard let text = value.string else { throw failure(header, key, allowed) }
            texts.append(text)
        }
        return texts
    }

    private static func array(
        _ header: SafeTensorsHeader, _ key: String, _ budget: inout WorkBudget
    ) throws(FileError) -> [JSONValue] {
        let text = header.metadata(key) ?? ""
        let value: JSONValue
        do throws(JSONError) {
            value = try JSONValue(parsing: text.utf8, work: &budget)
        } catch {
            throw FileError(
                .malformed, at: "metadata '\(key)', byte \(error.offset)", found: error.found,
                allowed: error.allowed)
        }
        guard let items = value.array else { throw failure(header, key, "a list in JSON") }
        try LabelSet.requireAllowed(count: items.count)
        try budget.charge(items.count, .nodes, for: "a classifier")
        return items
    }

    private static func failure(_ header: SafeTensorsHeader, _ key: String, _ allowed: String) -> FileError {
        FileError(
            .malformed, at: "metadata '\(key)'",
            found: "it is '\(header.metadata(key)?.prefix(60) ?? "missing")'", allowed: allowed)
    }
}
