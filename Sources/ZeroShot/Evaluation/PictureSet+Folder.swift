import ByteIO

extension PictureSet {
    /// A folder of class folders, as torchvision's ImageFolder has it: `red circle/001.jpg`.
    ///
    /// Without labels the folders' names are the labels, in the order of their bytes, underscores standing for blanks.
    /// A class folder that is a symbolic link is refused, since its images would lie outside.
    init(folder path: FilePath, labels: LabelSet?) throws(FileError) {
        let directory = try OpenDirectory(path: path)
        var classes: [FilePath] = []
        for name in try Self.visible(directory) where try Self.isClass(name, in: directory) {
            classes.append(name)
        }
        guard !classes.isEmpty else { throw Self.noPictures }
        let labels = if let labels { labels } else { try Self.labels(classes) }
        let positions = labels.positions
        var pictures: [LabelledPicture] = []
        var otherFileCount = 0
        for name in classes {
            let label = try Self.position(of: name.description, in: positions, at: "folder '\(name)'")
            let opened = try directory.directory(name)
            let folder = Directory(opened)
            for file in try Self.visible(opened) {
                guard Self.isPicture(file) else {
                    otherFileCount += 1
                    continue
                }
                pictures.append(
                    LabelledPicture(
                        name: name.appending(file), label: label, place: .file(folder, name: file)))
            }
        }
        self.init(labels: labels, pictures: pictures, otherFileCount: otherFileCount)
    }

    /// Names that are not hidden, in the order of their bytes.
    private static func visible(_ directory: OpenDirectory) throws(FileError) -> [FilePath] {
        try directory.names().filter { !$0.hasPrefix(".") }.sorted()
    }

    private static func labels(_ classes: [FilePath]) throws(FileError) -> LabelSet {
        try LabelSet(
            classes.map { path in
                let name = path.description
                let bytes = name.utf8.map { $0 == UInt8(ascii: "_") ? UInt8(ascii: " ") : $0 }
                return Label(String(decoding: bytes, as: UTF8.self), id: name)
            })
    }

    private static func isClass(_ name: FilePath, in directory: OpenDirectory) throws(FileError) -> Bool {
        guard let identity = directory.status(of: name)?.identity else { return false }
        let path = directory.path.appending(name)
        guard !identity.isSymbolicLink || FileIdentity(ofPath: path)?.isDirectory != true else {
            throw FileError(
                .permission, path: path, found: "it is a symbolic link to a folder",
                allowed: "class folders that lie in the folder of images")
        }
        return identity.isDirectory
    }
}
