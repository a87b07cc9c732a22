import ByteIO
import StrictJSON
import Tokenizer
import ToolSupport

/// A picture or a text that is to be embedded.
struct EmbeddingInput {
    /// Which tower it is for; the raw value is that of the output's `kind`.
    enum Kind: String {
        case image
        case text
    }

    let kind: Kind
    /// The bytes of the path or of the text; where there were too many, that is the input's failure.
    let bytes: Result<[UInt8], FileError>
    /// Where it was named, for messages.
    let place: String

    /// The path of a picture.
    var path: Result<FilePath, FileError> { bytes.map { FilePath(bytes: $0) } }

    /// The text, which must be UTF-8.
    var text: Result<String, FileError> {
        bytes.flatMap { bytes in
            StrictText.decode(bytes).mapError { error in
                FileError(.malformed, at: place, found: "it is not UTF-8 from byte \(error.offset) on")
            }
        }
    }

    /// As the output names it.
    var name: JSONValue {
        switch kind {
        case .image: .path((try? path.get()) ?? "")
        case .text: .string((try? text.get()) ?? "")
        }
    }
}

/// What is to be embedded, in order: images, then texts.
struct EmbeddingInputs {
    let inputs: [EmbeddingInput]

    var count: Int { inputs.count }

    /// The arguments of the command, and the lines of the files that it names, whose lines end with `separator`.
    init(
        images: [FilePath], texts: [TextArgument], imagesFrom: FilePath?, textsFrom: FilePath?,
        separator: UInt8
    ) throws(FileError) {
        let listedImages = try imagesFrom.map { (path) throws(FileError) in
            try Self.lines(of: path, .image, separator)
        }
        let listedTexts = try textsFrom.map { (path) throws(FileError) in
            try Self.lines(of: path, .text, UInt8(ascii: "\n"))
        }
        inputs =
            Self.arguments(images.map(\.bytes), .image) + (listedImages ?? [])
            + Self.arguments(texts.map(\.bytes), .text) + (listedTexts ?? [])
    }

    private static func arguments(_ values: [[UInt8]], _ kind: EmbeddingInput.Kind) -> [EmbeddingInput] {
        values.map { EmbeddingInput(kind: kind, bytes: .success($0), place: "an argument") }
    }

    private static func lines(
        of path: FilePath, _ kind: EmbeddingInput.Kind, _ separator: UInt8
    ) throws(FileError) -> [EmbeddingInput] {
        var reader = try RecordReader(path: path, separator: separator, limit: Tokenizer.byteLimit)
        var inputs: [EmbeddingInput] = []
        while let record = try reader.next() {
            let place = "line \(inputs.count + 1) of \(path)"
            let bytes: Result<[UInt8], FileError> =
                record.isCut
                ? .failure(
                    FileError(.unsupported, at: place, found: "it has more than \(Tokenizer.byteLimit) bytes")
                )
                : .success(record.bytes)
            inputs.append(EmbeddingInput(kind: kind, bytes: bytes, place: place))
        }
        return inputs
    }
}
