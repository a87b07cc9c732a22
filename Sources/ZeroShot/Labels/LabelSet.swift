public import ByteIO

/// Labels that a picture is told apart by: at least one, no two with the same id.
public struct LabelSet: Sendable, Equatable {
    /// The labels, in their order.
    public let labels: [Label]

    /// A set of labels.
    ///
    /// - Throws: `malformed` where there are none, where one has no name, or where two have the same id; two with the
    ///   same name and different ids are allowed, since ImageNet has such. `unsupported` for more than 400,000, and for
    ///   one of more than 4,096 bytes.
    public init(_ labels: [Label]) throws(FileError) {
        guard !labels.isEmpty else {
            throw FileError(.malformed, found: "there is no label", allowed: "at least one")
        }
        try Self.requireAllowed(count: labels.count)
        var places = [ByteName: Int](minimumCapacity: labels.count)
        for (place, label) in labels.enumerated() {
            guard !label.name.isEmpty, !label.id.isEmpty else {
                throw FileError(.malformed, at: "label \(place + 1)", found: "it is empty")
            }
            try ListLimits.requireShort(label.name, at: "label \(place + 1)")
            try ListLimits.requireShort(label.id, at: "id of label \(place + 1)")
            if let first = places.updateValue(place, forKey: ByteName(label.id)) {
                throw FileError(
                    .malformed, at: "label \(place + 1)",
                    found: "'\(label.id)' is label \(first + 1) too", allowed: "each label once")
            }
        }
        self.labels = labels
    }

    /// - Throws: `unsupported` for more labels than a classifier has.
    static func requireAllowed(count: Int) throws(FileError) {
        guard count <= ListLimits.labelCount else {
            throw FileError(
                .unsupported, found: "there are more labels than \(ListLimits.labelCount)",
                allowed: "at most \(ListLimits.labelCount)")
        }
    }

    /// Where each label stands, by its id and, where that is nobody's id and nobody else's name, by its name.
    var positions: [ByteName: Int] {
        var positions = [ByteName: Int](minimumCapacity: labels.count)
        var shared: Set<ByteName> = []
        for (place, label) in labels.enumerated() {
            let name = ByteName(label.name)
            if positions.updateValue(place, forKey: name) != nil { shared.insert(name) }
        }
        for name in shared { positions[name] = nil }
        for (place, label) in labels.enumerated() { positions[ByteName(label.id)] = place }
        return positions
    }
}

// Sets that come with the project.
extension LabelSet {
    /// The names of the sets that come with the project.
    public static let names = ["imagenet", "imagenette"]

    /// The set of this name; nil where there is none.
    ///
    /// `imagenet`: OpenAI's names for the 1000 classes of ILSVRC 2012, with open_clip's corrections, and WordNet's ids.
    /// `imagenette`: fast.ai's ten of them.
    ///
    /// - Throws: never, as the tests see to; the tables are read as any file of labels.
    public static func named(_ name: String) throws(FileError) -> LabelSet? {
        switch name {
        case "imagenet": try LabelSet(parsing: PackageResources.labels_imagenet_tsv, path: FilePath(name))
        case "imagenette": try LabelSet(parsing: PackageResources.labels_imagenette_tsv, path: FilePath(name))
        default: nil
        }
    }
}
