public import ByteIO

/// Labels that a picture is told apart by: at least one, no two with the same id.
public struct LabelSet: Sendable, Equatable {
    /// The labels, in their order.
    public let labels: [Label]

    /// A set of labels.
    ///
    /// - Throws: `malformed` where there are none, where one has no name, or where two have the same id; two with the
    ///   same name and different ids are allowed, since ImageNet has such.
    public init(_ labels: [Label]) throws(FileError) {
        guard !labels.isEmpty else {
            throw FileError(.malformed, found: "there is no label", allowed: "at least one")
        }
        var places: [[UInt8]: Int] = [:]
        for (place, label) in labels.enumerated() {
            guard !label.name.isEmpty, !label.id.isEmpty else {
                throw FileError(.malformed, at: "label \(place + 1)", found: "it is empty")
            }
            if let first = places.updateValue(place, forKey: Array(label.id.utf8)) {
                throw FileError(
                    .malformed, at: "label \(place + 1)",
                    found: "'\(label.id)' is label \(first + 1) too", allowed: "each label once")
            }
        }
        self.labels = labels
    }

    /// Where each label stands, by its id and, where that is nobody's id and nobody else's name, by its name.
    var positions: [String: Int] {
        let ids = Dictionary(uniqueKeysWithValues: labels.enumerated().map { ($1.id, $0) })
        let names = Dictionary(grouping: labels.indices) { labels[$0].name }.compactMapValues {
            $0.count == 1 ? $0[0] : nil
        }
        return names.merging(ids) { _, id in id }
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
