package import ByteIO
package import KnownModels
package import Quantization

/// A model's file in the store, as it is now.
package struct StoredFile: Sendable {
    /// How it is.
    package enum State: String, Sendable {
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
    package let name: String
    /// Its name in the folder.
    package let fileName: String
    /// Its path.
    package let path: FilePath
    /// Which of the model's files it is.
    package let variant: ModelReference.Variant
    /// What most of its weights are stored in; nil where that is not known.
    package let precision: Precision?
    /// Its size.
    package let byteCount: Int
    /// How it is.
    package let state: State
    /// What is wrong with it, or how much is missing.
    package let problem: String?
    /// Seconds since 1970 when it was last read.
    package let lastUsed: Int
    /// Where it is from: a publisher, the checkpoint that it was converted from, or `added`.
    package let source: String
    /// SHA-256 of the whole file in hexadecimal, where it was hashed.
    package let sha256: String?
    /// The published model that it is, or that its name claims it to be.
    package let known: KnownModel?
    /// Whether another user could have written it and nothing tells what it should be: neither a publisher nor a
    /// record of the store's.
    ///
    /// It is used by no name then, and means no model.
    package let isUnproven: Bool

    /// The published model that a `.clipw` file says it was made from, where nothing but the file says so.
    package let claim: String?

    /// The variant as the word behind a name's colon.
    package var variantText: String { variant.text }

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
