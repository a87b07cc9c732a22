import ByteIO

/// A picture of a data set, and what it shows.
struct LabelledPicture: Sendable {
    /// Its path in the data set: `n01440764/one.jpg`.
    let name: FilePath
    /// Position of the label among the data set's labels.
    let label: Int
    /// Where its bytes are.
    let place: PicturePlace
}

/// Where a picture's bytes are.
enum PicturePlace: Sendable {
    /// In a file of its own.
    case file(FilePath)
    /// In a part of an open file.
    case range(InputFile, Range<Int>)
}
