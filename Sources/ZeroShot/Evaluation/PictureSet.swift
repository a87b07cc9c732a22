public import ByteIO

/// Pictures that it is known of what they show: a folder of class folders, or a tar archive in WebDataset's form.
public struct PictureSet: Sendable {
    /// What the pictures may show.
    public let labels: LabelSet
    /// Files of the set that are no pictures by their names, and were left out.
    public let otherFileCount: Int
    let pictures: [LabelledPicture]

    /// How many pictures.
    public var count: Int { pictures.count }

    /// Lists the pictures at a path; none is opened yet.
    ///
    /// - Parameter labels: what the names of class folders, and what stands beside the pictures of an archive, are
    ///   looked up in, as ids or as names. Nil to take the labels from there.
    /// - Throws: `missing` and what opening throws; `malformed` for a class that is no label, and for a set without
    ///   pictures.
    public init(path: FilePath, labels: LabelSet?) throws(FileError) {
        do throws(FileError) {
            if FileIdentity(ofPath: path)?.isDirectory == true {
                try self.init(folder: path, labels: labels)
            } else {
                try self.init(archive: InputFile(path: path), labels: labels)
            }
            guard !pictures.isEmpty else { throw Self.noPictures }
        } catch {
            throw error.inFile(path)
        }
    }

    init(labels: LabelSet, pictures: [LabelledPicture], otherFileCount: Int) {
        self.labels = labels
        self.pictures = pictures
        self.otherFileCount = otherFileCount
    }

    static let noPictures = FileError(
        .malformed, found: "there is no picture in it",
        allowed:
            "folders named after labels with .jpg, .png or .webp files in them, or a tar archive of pictures with a "
            + ".cls or .txt file beside each")

    private static let pictureExtensions: Set<String> = ["jpg", "jpeg", "png", "webp"]

    static func isPicture(_ name: FilePath) -> Bool {
        let parts = name.bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count > 1, let last = parts.last.flatMap({ String(validating: $0, as: UTF8.self) }) else {
            return false
        }
        return pictureExtensions.contains(last.lowercased())
    }

    /// The label that a class is called by.
    static func position(of name: String, in positions: [ByteName: Int], at place: String) throws(FileError)
        -> Int
    {
        guard let position = positions[ByteName(name)] else {
            throw FileError(
                .malformed, at: place,
                found: "'\(name.unicodeScalars.prefix(64))' is neither the id nor the name of a label",
                allowed: "one of the \(positions.count) that the labels have")
        }
        return position
    }
}
