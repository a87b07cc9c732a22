import ByteIO
import SafeTensors
public import StrictJSON

/// What a `.clipw` file says about itself, apart from its tensors.
///
/// The JSON's meaning is specified in Formats/clipw.md; this layer only carries it.
public struct ClipwMetadata: Sendable, Equatable {
    /// `fp32`, `fp16`, `bf16` or `int8`.
    public var precision: String
    /// The model's dimensions.
    public var architecture: JSONValue
    /// How pictures become its input.
    public var preprocess: JSONValue
    /// How texts become its input.
    public var tokenizer: JSONValue
    /// What the weights were made from: size, SHA-256, form.
    public var source: JSONValue
    /// How the golden embeddings were made and what they showed; null in a file without them.
    public var golden: JSONValue

    /// Metadata of a file.
    public init(
        precision: String, architecture: JSONValue, preprocess: JSONValue, tokenizer: JSONValue,
        source: JSONValue,
        golden: JSONValue
    ) {
        self.precision = precision
        self.architecture = architecture
        self.preprocess = preprocess
        self.tokenizer = tokenizer
        self.source = source
        self.golden = golden
    }

    /// As the strings of a safetensors header, always in this order.
    var strings: [(key: String, value: String)] {
        [
            ("format", ClipwFormat.name), ("format_version", ClipwFormat.version), ("precision", precision),
            ("architecture", architecture.text), ("preprocess", preprocess.text),
            ("tokenizer", tokenizer.text),
            ("source", source.text), ("golden", golden.text),
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
        precision = try text("precision")
        guard ClipwFormat.precisions.contains(precision) else {
            throw FileError(
                .malformed, at: "metadata", found: "precision is '\(precision.prefix(32))'",
                allowed: ClipwFormat.precisions.joined(separator: ", "))
        }
        architecture = try json("architecture")
        preprocess = try json("preprocess")
        tokenizer = try json("tokenizer")
        source = try json("source")
        golden = try json("golden")
    }
}

extension ClipwMetadata {
    /// All of it as one document.
    public var json: JSONValue {
        [
            "format": .string(ClipwFormat.name), "format_version": .string(ClipwFormat.version),
            "precision": .string(precision), "architecture": architecture, "preprocess": preprocess,
            "tokenizer": tokenizer, "source": source, "golden": golden,
        ]
    }
}
