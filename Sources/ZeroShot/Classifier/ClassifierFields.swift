import ByteIO
import SafeTensors
import StrictJSON

/// What a classifier's file says beside its tensor, each part checked when it is asked for.
struct ClassifierFields {
    private let header: SafeTensorsHeader
    private typealias Key = ClassifierFormat.Key

    /// - Throws: `unsupported` for another kind of file or another version.
    init(_ header: SafeTensorsHeader) throws(FileError) {
        self.header = header
        guard header.metadata(Key.format) == ClassifierFormat.name else {
            throw FileError(
                .unsupported, at: "metadata", found: "it is no saved classifier",
                allowed: "a file that clip-classify --output has written")
        }
        guard header.metadata(Key.version) == ClassifierFormat.version else {
            throw FileError(
                .unsupported, at: "metadata",
                found: "format_version is '\(header.metadata(Key.version)?.prefix(32) ?? "")'",
                allowed: "this program reads version \(ClassifierFormat.version)")
        }
    }

    var labels: LabelSet {
        get throws(FileError) {
            try LabelSet(
                array(Key.labels).map { (value) throws(FileError) in
                    guard let name = value["name"]?.string, let id = value["id"]?.string else {
                        throw failure(Key.labels, "objects with a name and an id")
                    }
                    return Label(name, id: id)
                })
        }
    }

    var groups: LabelSet? {
        get throws(FileError) {
            let names = try array(Key.groups).map { (value) throws(FileError) in
                guard let name = value.string else { throw failure(Key.groups, "names") }
                return Label(name)
            }
            return names.isEmpty ? nil : try LabelSet(names)
        }
    }

    /// The group of each label.
    ///
    /// The labels of a group follow one another, and each group has some.
    func groupOfLabel(among groups: LabelSet?) throws(FileError) -> [Int] {
        guard let groups else { return [] }
        let indices = try array(Key.labels).compactMap { $0["group"]?.integer }
        let count = groups.labels.count
        let steps = zip(indices, indices.dropFirst()).allSatisfy { $1 == $0 || $1 == $0 + 1 }
        guard try indices.count == array(Key.labels).count, indices.first == 0, indices.last == count - 1,
            steps
        else { throw failure(Key.labels, "labels sorted by group, each of \(count) groups with some") }
        return indices
    }

    var templates: TemplateSet {
        get throws(FileError) {
            try TemplateSet(
                array(Key.templates).map { (value) throws(FileError) in
                    guard let text = value.string else { throw failure(Key.templates, "sentences") }
                    return try PromptTemplate(text)
                })
        }
    }

    var logitScale: Float {
        get throws(FileError) {
            guard let scale = Float(header.metadata(Key.logitScale) ?? ""), scale.isFinite, scale > 0 else {
                throw failure(Key.logitScale, "a positive number")
            }
            return scale
        }
    }

    var source: Digest {
        get throws(FileError) {
            guard let digest = Digest(hexadecimal: header.metadata(Key.source) ?? "") else {
                throw failure(Key.source, "64 hexadecimal digits")
            }
            return digest
        }
    }

    private func array(_ key: String) throws(FileError) -> [JSONValue] {
        guard let value = try? JSONValue(parsing: (header.metadata(key) ?? "").utf8), let items = value.array,
            items.count <= ClassifierFormat.rowLimit
        else { throw failure(key, "a list in JSON") }
        return items
    }

    private func failure(_ key: String, _ allowed: String) -> FileError {
        FileError(
            .malformed, at: "metadata '\(key)'",
            found: "it is '\(header.metadata(key)?.prefix(60) ?? "missing")'", allowed: allowed)
    }
}
