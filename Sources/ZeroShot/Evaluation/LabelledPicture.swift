import ByteIO

/// An image of a data set, and what it shows.
struct LabelledPicture: Sendable {
    /// Its path in the data set: `n01440764/one.jpg`.
    let name: FilePath
    /// Position of the label among the data set's labels.
    let label: Int
    /// Where its bytes are.
    let place: PicturePlace
}

/// Where an image's bytes are.
enum PicturePlace: Sendable {
    /// In a file of its own, of this folder.
    case file(Directory, name: FilePath)
    /// In a part of an open file.
    case range(InputFile, Range<Int>)

    /// Bytes that it has by now; nil for a file that is not there any more.
    var byteCount: Int? {
        switch self {
        case .file(let folder, let name): FileIdentity(ofPath: folder.path.appending(name))?.byteCount
        case .range(_, let range): range.count
        }
    }

    /// The file, and the part of it; throws as `Directory.open`.
    func opened() throws(FileError) -> (file: InputFile, range: Range<Int>) {
        switch self {
        case .file(let folder, let name):
            let file = try folder.open(name)
            return (file, 0..<file.byteCount)
        case .range(let file, let range): return (file, range)
        }
    }
}
