import ByteIO
import SafeTensors
public import StrictJSON

/// What a `.clipw` file says about itself, apart from its tensors.
///
/// The JSON's meaning is specified in Formats/clipw.md; this layer only carries it.
public struct ClipwMetadata: Sendable, Equatable {
    /// The model: its family, its towers, how images and texts become their input.
    public var model: JSONValue
    /// What the weights are stored in: most of them, and the exceptions.
    public var storage: JSONValue
    /// What the weights were made from: size, SHA-256, form.
    public var source: JSONValue
    /// How the golden embeddings were made and what they showed; null in a file without them.
    public var golden: JSONValue
    /// The program that wrote the file.
    public var writer: JSONValue

    /// Metadata of a file.
    public init(
        model: JSONValue, storage: JSONValue, source: JSONValue, golden: JSONValue,
        writer: JSONValue = ClipwFormat.writer
    ) {
        self.model = model
        self.storage = storage
        self.source = source
        self.golden = golden
        self.writer = writer
    }

    /// `fp32`, `fp16`, `bf16` or `int8`: what most weights are stored in.
    public var precision: String { storage["default"]?.string ?? "" }

    /// As the strings of a safetensors header, always in this order.
    var strings: [(key: String, value: String)] {
        [
            ("format", ClipwFormat.name), ("format_version", ClipwFormat.version), ("model", model.text),
            ("storage", storage.text), ("source", source.text), ("golden", golden.text),
            ("writer", writer.text),
        ]
    }

    /// Reads the strings of a header.
    ///
    /// - Throws: `unsupported` for another format or version, `malformed` for what is missing or no JSON.
    init(_ header: SafeTensorsHeader, work: inout WorkBudget) throws(FileError) {
        func text(_ key: String) throws(FileError) -> String {
            guard let text = header.metadata(key) else {
                throw FileError(.malformed, at: "metadata", found: "'\(key)' is missing")
            }
            return text
        }
        func json(_ key: String) throws(FileError) -> JSONValue {
            let string = try text(key)
            do throws(JSONError) {
                return try JSONValue(parsing: string.utf8, work: &work)
            } catch {
                throw FileError(
                    .malformed, at: "metadata '\(key)', byte \(error.offset)", found: error.found,
                    allowed: error.allowed)
            }
        }
        guard header.metadata("format") == ClipwFormat.name else {
            throw FileError(
                .unsupported, at: "metadata", found: "'format' is not 'clipw'", allowed: "a .clipw file")
        }
        let version = try text("format_version")
        guard version == ClipwFormat.version else {
            throw FileError(
                .unsupported, at: "metadata", found: "format_version is '\(version.prefix(32))'",
                allowed: "this program reads version \(ClipwFormat.version)")
        }
        model = try json("model")
        storage = try json("storage")
        source = try json("source")
        golden = try json("golden")
        writer = try json("writer")
        guard ClipwFormat.precisions.contains(precision) else {
            throw FileError(
                .malformed, at: "metadata 'storage'",
                found: "default is \((storage["default"] ?? .null).text.prefix(32))",
                allowed: ClipwFormat.precisions.joined(separator: ", "))
        }
    }
}

extension ClipwMetadata {
    /// All of it as one document.
    public var json: JSONValue {
        [
            "format": .string(ClipwFormat.name), "format_version": .string(ClipwFormat.version),
            "precision": .string(precision), "model": model, "storage": storage,
            "preprocess": model["preprocess"] ?? .null, "tokenizer": model["tokenizer"] ?? .null,
            "source": source, "golden": golden, "writer": writer,
        ]
    }
}
