public import ByteIO
public import KnownModels
public import Quantization

/// A model's file in the store, as it is now.
public struct StoredFile: Sendable {
    /// How it is.
    public enum State: String, Sendable {
        /// It was hashed and has not changed since.
        case ok
        /// It can be read, but was not hashed since it last changed, or there is nothing to compare its hash with.
        case unchecked
        /// Its structure or its SHA-256 is wrong.
        case damaged
        /// It has fewer bytes than the publisher's: it is being written, or was cut off.
        case incomplete
        /// A download that `pull` goes on with.
        case partial
        /// There is something else in its place: a folder, a FIFO, a link to nothing.
        case notAFile = "not a file"
    }

    /// The model that it belongs to, as `MODEL` arguments name it.
    public let name: String
    /// Its name in the folder.
    public let fileName: String
    /// Its path.
    public let path: FilePath
    /// Which of the model's files it is.
    public let variant: ModelReference.Variant
    /// What most of its weights are stored in; nil where that is not known.
    public let precision: Precision?
    /// Its size.
    public let byteCount: Int
    /// How it is.
    public let state: State
    /// What is wrong with it, or how much is missing.
    public let problem: String?
    /// Seconds since 1970 when it was last read.
    public let lastUsed: Int
    /// Where it is from: a publisher, the checkpoint that it was converted from, or `added`.
    public let source: String
    /// SHA-256 of the whole file in hexadecimal, where it was hashed.
    public let sha256: String?
    /// The published model that it is, or that its name claims it to be.
    public let known: KnownModel?
    /// Whether another user could have written it and nothing tells what it should be: neither a publisher nor a
    /// record of the store's.
    ///
    /// It is used by no name then, and means no model.
    public let isUnproven: Bool

    /// The published model that a `.clipw` file says it was made from, where nothing but the file says so.
    public let claim: String?

    /// The variant as the word behind a name's colon.
    public var variantText: String { variant.text }

    /// Whether the store converted it itself, and can do so again.
    var isMadeByStore: Bool { !isUnproven && ModelFileName(fileName)?.convertedPrecision != nil }
}

extension StoredFile {
    /// Its place among a model's files: first what was converted, the nearest to the source among it; then the
    /// checkpoint, which takes longer to load.
    var rank: Int {
        switch variant {
        case .converted(let precision): Precision.allCases.firstIndex(of: precision) ?? 0
        case .source: Precision.allCases.count
        }
    }
}
