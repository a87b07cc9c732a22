import ByteIO
import StrictJSON
import Tokenizer
import ToolSupport

/// An image or a text that is to be embedded.
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

    /// The path of an image.
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

/// What is to be embedded, in order: images, then texts; lists are read as they arrive.
struct EmbeddingInputs {
    /// Inputs that lie at hand, or a list of them.
    private enum Source {
        case arguments(ArraySlice<EmbeddingInput>)
        case list(TextList, path: FilePath)
    }

    private var sources: [(kind: EmbeddingInput.Kind, source: Source)]
    /// How many there are; nil with a list, whose end nobody knows.
    let count: Int?

    /// The arguments of the command, and the lines of the files that it names; paths end with `separator`.
    init(
        images: [FilePath], texts: [TextArgument], imagesFrom: FilePath?, textsFrom: FilePath?,
        separator: UInt8
    ) throws(FileError) {
        sources = [(.image, .arguments(Self.arguments(images.map(\.bytes), .image)))]
        if let imagesFrom {
            sources.append((.image, try Self.list(imagesFrom, of: .paths(separator: separator))))
        }
        sources.append((.text, .arguments(Self.arguments(texts.map(\.bytes), .text))))
        if let textsFrom { sources.append((.text, try Self.list(textsFrom, of: .texts))) }
        count = imagesFrom == nil && textsFrom == nil ? images.count + texts.count : nil
    }

    /// Bytes of texts that are taken at once, beside the first: a batch of the longest ones is no batch.
    private static let byteLimit = 1 << 22

    /// The next inputs of one kind, at most `limit(kind)`, and no more than have arrived; empty at the end.
    ///
    /// Only for the first of them is waited.
    mutating func next(_ limit: (EmbeddingInput.Kind) -> Int) throws(FileError) -> [EmbeddingInput] {
        while let (kind, source) = sources.first {
            let taken: [EmbeddingInput]
            switch source {
            case .arguments(let inputs):
                taken = Array(inputs.prefix(limit(kind)))
                sources[0].source = .arguments(inputs.dropFirst(limit(kind)))
            case .list(var list, let path):
                taken = try Self.take(limit(kind), kind, of: &list, path)
                sources[0].source = .list(list, path: path)
            }
            guard taken.isEmpty else { return taken }
            sources.removeFirst()
        }
        return []
    }

    private static func take(
        _ count: Int, _ kind: EmbeddingInput.Kind, of list: inout TextList, _ path: FilePath
    ) throws(FileError) -> [EmbeddingInput] {
        var inputs: [EmbeddingInput] = []
        var byteCount = 0
        while inputs.count < count, byteCount < byteLimit {
            if !inputs.isEmpty, try !list.isReady() { break }
            guard let record = try list.next() else { break }
            byteCount += record.bytes.count
            let place = "line \(list.lineNumber) of \(path)"
            inputs.append(EmbeddingInput(kind: kind, bytes: bytes(of: record, place), place: place))
        }
        return inputs
    }

    private static func list(_ path: FilePath, of content: TextList.Content) throws(FileError) -> Source {
        .list(try TextList(path: path, of: content, limit: Tokenizer.byteLimit), path: path)
    }

    private static func arguments(
        _ values: [[UInt8]], _ kind: EmbeddingInput.Kind
    ) -> ArraySlice<EmbeddingInput> {
        values.map { EmbeddingInput(kind: kind, bytes: .success($0), place: "an argument") }[...]
    }

    private static func bytes(of record: RecordReader.Record, _ place: String) -> Result<[UInt8], FileError> {
        guard record.isCut else { return .success(record.bytes) }
        return .failure(
            FileError(.unsupported, at: place, found: "it has more than \(Tokenizer.byteLimit) bytes"))
    }
}
