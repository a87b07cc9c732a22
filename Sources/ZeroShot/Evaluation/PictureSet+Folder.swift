import ByteIO

extension PictureSet {
    /// A folder of class folders, as torchvision's ImageFolder has it: `red circle/001.jpg`.
    ///
    /// Without labels the folders' names are the labels, in the order of their bytes, underscores standing for blanks.
    init(folder path: FilePath, labels: LabelSet?) throws(FileError) {
        let directory = try OpenDirectory(path: path)
        let classes = try directory.names().filter { Self.isClass($0, in: path) }
        guard !classes.isEmpty else { throw Self.noPictures }
        let labels = if let labels { labels } else { try Self.labels(classes) }
        let positions = labels.positions
        var pictures: [LabelledPicture] = []
        var otherFileCount = 0
        for name in classes {
            let label = try Self.position(of: name.description, in: positions, at: "folder '\(name)'")
            let folder = path.appending(name)
            let names = try OpenDirectory(path: folder).names().filter { !$0.hasPrefix(".") }
            let isPicture = names.map(Self.isPicture)
            otherFileCount += isPicture.count { !$0 }
            for (file, _) in zip(names, isPicture).filter(\.1) {
                pictures.append(
                    LabelledPicture(
                        name: name.appending(file), label: label, place: .file(folder.appending(file))))
            }
        }
        self.init(labels: labels, pictures: pictures, otherFileCount: otherFileCount)
    }

    private static func labels(_ classes: [FilePath]) throws(FileError) -> LabelSet {
        try LabelSet(classes.map(\.description).map { Label($0.replacing("_", with: " "), id: $0) })
    }

    private static func isClass(_ name: FilePath, in path: FilePath) -> Bool {
        !name.hasPrefix(".") && Directory(path: path.appending(name)) != nil
    }
}
