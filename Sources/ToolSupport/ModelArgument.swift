import ArgumentParser
package import ByteIO
package import CLIPRuntime
package import Checkpoints
import Conversion
package import ModelKit
package import ModelStore

/// `MODEL` on a command line: a file or model folder, or the name of a model in the store or in Hugging Face's cache.
///
/// The one place where names become files. A path that exists wins over a name.
package struct ModelArgument: ExpressibleByArgument, Sendable {
    /// As the user wrote it.
    package let path: FilePath

    /// Takes any bytes; what they mean is found out when it is needed.
    package init(argument: String) {
        path = FilePath(bytes: ProcessArguments.bytes(of: argument))
    }

    /// What an argument turned out to mean.
    package enum Place: Sendable {
        /// A path of the user's, or a folder of Hugging Face's cache.
        case path(FilePath)
        /// A file of the store, open, its bytes hashed: they are used whatever its path leads to by now.
        case file(InputFile)

        /// The path.
        package var path: FilePath {
            switch self {
            case .path(let path): path
            case .file(let file): file.path
            }
        }
    }

    /// Finds what is meant.
    ///
    /// - Parameter variant: which of a model's files is meant where the name does not say; nil for the best.
    /// - Throws: `missing` for a model that is known and not there, with the command that gets it; `mismatch` where
    ///   all that is there is damaged; `permission` where another user could have written it. For a path that leads nowhere, nothing: opening it tells.
    package func place(preferring variant: ModelReference.Variant? = nil) throws(FileError) -> Place {
        // The name of a model is text; what is not can be a path only.
        guard FileIdentity(ofPath: path) == nil, let text = path.text else { return .path(path) }
        let reference = ModelReference(text).preferring(variant)
        let store: ModelStore
        do {
            store = try ModelStore.ofUser()
        } catch {
            // Without a store a name may still be a path that leads nowhere, which is then the better answer.
            guard ModelCatalog.published.model(named: reference.name) != nil else { return .path(path) }
            throw error
        }
        if try store.knows(reference) {
            let bar = ProgressBar("checking")
            defer { bar.finish() }
            return .file(try store.find(reference) { bar.advance(by: $0, of: $1) }.file)
        }
        if let model = try HuggingFaceCache()?.model(named: reference.name) { return .path(model.path) }
        return .path(path)
    }

    /// Opens the model.
    ///
    /// - Returns: it, and what should be said to the user although it was opened.
    /// - Throws: as `place(preferring:)` and `CLIP.open(modelAt:activation:options:)`.
    package func open(
        activation: Activation? = nil, options: RuntimeOptions
    ) throws(FileError) -> (model: CLIP, warnings: [String]) {
        try CLIP.open(checkpoint(), activation: activation, options: options)
    }

    /// Opens the checkpoint, `.clipw` file or model folder that the argument means.
    package func checkpoint(preferring variant: ModelReference.Variant? = nil) throws(FileError) -> Checkpoint
    {
        switch try place(preferring: variant) {
        case .path(let path): try Checkpoint(path: path)
        case .file(let file): try Checkpoint(file)
        }
    }

    /// Opens the one file that the argument means.
    package func file() throws(FileError) -> InputFile {
        switch try place() {
        case .path(let path): try InputFile(path: path)
        case .file(let file): file
        }
    }
}
