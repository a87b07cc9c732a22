public import ByteIO
import KnownModels
public import Quantization

extension ModelStore {
    /// Converts a model's checkpoint to `STEM.PRECISION.clipw` beside it, unless that is there and sound.
    ///
    /// - Returns: what is there now, and whether it was made just now.
    /// - Throws: `missing` where the checkpoint is not there; what converting throws.
    public func convert(
        _ name: String, to precision: Precision, _ converter: some ModelConverter,
        progress: @escaping @Sendable (Int, Int) -> Void = { _, _ in }
    ) throws(FileError) -> (file: StoredFile, isNew: Bool) {
        let source = try find(ModelReference(name).preferring(.source), progress: progress)
        guard let sourceName = ModelFileName(source.stored.fileName),
            let output = ModelFileName(convertedFrom: sourceName.stem, to: precision)
        else {
            throw FileError(
                .unsupported, path: source.stored.path, found: "its name cannot be that of a model")
        }
        let there = try folder.status(of: FilePath(output.text)) != nil
        if there, let file = try verify([ModelReference(output.text)], threads: 1).first, file.state == .ok {
            return (file, false)
        }
        // The digest is that of the file that was hashed; the conversion hashes what it reads, so a file that was
        // put in its place meanwhile is refused.
        let request = ConversionRequest(
            precision: precision, expectedDigest: source.stored.sha256.flatMap(Digest.init(hexadecimal:)),
            activation: source.stored.known?.activationName, mayReplace: there)
        try converter.convert(source.stored.path, to: "\(path)/\(output.text)", request, progress: progress)
        return (try examined(output), true)
    }

    /// Takes a model folder into the store as the one `.clipw` file that it is converted to.
    ///
    /// - Throws: `cannotCreate` if there is a model of this name; what converting throws.
    public func add(
        folder: FilePath, name: String, _ converter: some ModelConverter,
        progress: @escaping @Sendable (Int, Int) -> Void = { _, _ in }
    ) throws(FileError) -> StoredFile {
        let fileName = try Self.requireStem(name, isConverted: true)
        let request = ConversionRequest(
            precision: nil, expectedDigest: nil, activation: nil, mayReplace: false)
        try converter.convert(folder, to: "\(path)/\(fileName.text)", request, progress: progress)
        return try examined(fileName)
    }

    /// Hashes a file that just came, and remembers it.
    private func examined(_ name: ModelFileName) throws(FileError) -> StoredFile {
        let record = try FileExamination(
            file: folder.open(FilePath(name.text)), name: name, catalog: catalog, previous: nil
        ) {
            _ in
        }.record(.hashes)
        remember([name.text: record])
        return try stored(name, record).file
    }
}
