import ByteIO
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
    /// The path or the text; nil where its bytes are no UTF-8, which is then its failure.
    let content: Result<String, FileError>

    /// As the output names it.
    var name: String { (try? content.get()) ?? "" }
}

/// What is to be embedded, in order: images, then texts.
struct EmbeddingInputs {
    let inputs: [EmbeddingInput]

    var count: Int { inputs.count }

    /// The arguments of the command, and the lines of the files that it names.
    init(images: [String], texts: [String], imagesFrom: String?, textsFrom: String?) throws(FileError) {
        let listedImages =
            try imagesFrom.map { (path) throws(FileError) in try Self.lines(of: path, .image) } ?? []
        let listedTexts =
            try textsFrom.map { (path) throws(FileError) in try Self.lines(of: path, .text) } ?? []
        inputs = Self.arguments(images, .image) + listedImages + Self.arguments(texts, .text) + listedTexts
    }

    private static func arguments(_ values: [String], _ kind: EmbeddingInput.Kind) -> [EmbeddingInput] {
        ProcessArguments.bytes(of: values).map {
            EmbeddingInput(kind: kind, content: text($0, "an argument"))
        }
    }

    private static func lines(of path: String, _ kind: EmbeddingInput.Kind) throws(FileError)
        -> [EmbeddingInput]
    {
        var reader = try RecordReader(path: path, separator: UInt8(ascii: "\n"), limit: Tokenizer.byteLimit)
        var inputs: [EmbeddingInput] = []
        while let record = try reader.next() {
            let place = "line \(inputs.count + 1) of \(path)"
            let content: Result<String, FileError> =
                record.isCut
                ? .failure(
                    FileError(.unsupported, at: place, found: "it has more than \(Tokenizer.byteLimit) bytes")
                )
                : text(record.bytes, place)
            inputs.append(EmbeddingInput(kind: kind, content: content))
        }
        return inputs
    }

    private static func text(_ bytes: [UInt8], _ place: String) -> Result<String, FileError> {
        StrictText.decode(bytes).mapError { error in
            FileError(.malformed, at: place, found: "it is not UTF-8 from byte \(error.offset) on")
        }
    }
}
