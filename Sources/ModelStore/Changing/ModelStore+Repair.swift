package import ByteIO
import KnownModels
import Quantization

extension ModelStore {
    /// What became of a file that was not as it should be.
    package struct Repair: Sendable {
        /// The file as it was.
        package let file: StoredFile
        /// Why it could not be repaired; nil where it was.
        package let failure: FileError?
    }

    /// Verifies files and gets those again that are bad: published models are pulled, conversions are converted again
    /// from their checkpoint.
    ///
    /// Nothing that is sound is touched.
    ///
    /// - Parameter references: the models that are meant; none for all.
    /// - Returns: what was bad, and what became of it.
    /// - Throws: as `verify`.
    package func repair(
        _ references: [ModelReference] = [], over transport: some Transport,
        _ options: PullOptions = PullOptions(),
        _ converter: some ModelConverter, threads: Int, progress: @escaping @Sendable (Int, Int) -> Void
    ) throws(FileError) -> [Repair] {
        let bad = try verify(references, threads: threads, progress: progress).filter(\.isBad)
        // Checkpoints first, since conversions are made from them.
        let order = bad.filter { $0.variant == .source } + bad.filter { $0.variant != .source }
        return order.map { file in
            do throws(FileError) {
                try repair(file, transport, options, converter, progress)
                return Repair(file: file, failure: nil)
            } catch {
                return Repair(file: file, failure: error)
            }
        }
    }

    private func repair(
        _ file: StoredFile, _ transport: some Transport, _ options: PullOptions,
        _ converter: some ModelConverter,
        _ progress: @escaping @Sendable (Int, Int) -> Void
    ) throws(FileError) {
        if file.isMadeByStore, let name = ModelFileName(file.fileName),
            let precision = name.convertedPrecision
        {
            _ = try convert(name.stem, to: precision, converter, progress: progress)
        } else if let known = catalog.model(fileName: file.fileName) {
            _ = try pull(known.fileName, over: transport, options) {
                if case .bytes(let count, let total) = $0 { progress(count, total) }
            }
        } else {
            throw FileError(
                .unsupported, path: file.path, found: "it was added, and nobody says where it comes from",
                allowed: "remove it and add it again")
        }
    }
}
