package import ByteIO
import KnownModels
package import Quantization

extension ModelStore {
    /// Converts a model's checkpoint to `STEM.PRECISION.clipw` beside it, unless that is there and sound.
    ///
    /// - Returns: what is there now, and whether it was made just now.
    /// - Throws: `missing` where the checkpoint is not there; what converting throws.
    package func convert(
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
        // The digest is that of the file that was hashed; the conversion hashes what it reads.
        let request = ConversionRequest(
            precision: precision, expectedDigest: source.stored.sha256.flatMap(Digest.init(hexadecimal:)),
            activation: source.stored.known?.activationName)
        let file = try converted(
            source.file.descriptorPath, namedAs: source.stored.path, as: output, mayReplace: there, request,
            converter, progress)
        return (file, true)
    }

    /// Takes a model folder into the store as the one `.clipw` file that it is converted to.
    ///
    /// - Throws: `cannotCreate` if there is a model of this name; what converting throws.
    package func add(
        folder: FilePath, name: String, _ converter: some ModelConverter,
        progress: @escaping @Sendable (Int, Int) -> Void = { _, _ in }
    ) throws(FileError) -> StoredFile {
        let fileName = try Self.requireStem(name, isConverted: true)
        if try self.folder.status(of: FilePath(fileName.text)) != nil { throw taken(fileName) }
        let request = ConversionRequest(precision: nil, expectedDigest: nil, activation: nil)
        return try converted(
            folder, namedAs: folder, as: fileName, mayReplace: false, request, converter, progress)
    }

    private func taken(_ name: ModelFileName) -> FileError {
        FileError(
            .cannotCreate, path: "\(path)/\(name.text)", found: "it exists already",
            allowed: "give it another name with --name, or remove that one first")
    }

    /// Converts to a file that nobody else can reach, records its SHA-256 and then gives it its name, where others may
    /// be able to reach it.
    ///
    /// - Parameters:
    ///   - inputPath: leads to the input, which messages call by its `inputName`.
    private func converted(
        _ inputPath: FilePath, namedAs inputName: FilePath, as name: ModelFileName, mayReplace: Bool,
        _ request: ConversionRequest, _ converter: some ModelConverter,
        _ progress: @escaping @Sendable (Int, Int) -> Void
    ) throws(FileError) -> StoredFile {
        guard let making = try ownFolder(Self.makingFolderName, creating: true) else {
            throw FileError(.cannotCreate, path: path, found: "there is no store")
        }
        let entry: FilePath = "\(name.stem).\(UInt64.random(in: .min ... .max)).clipw"
        let outputPath = making.descriptorPath.appending(entry)
        do throws(FileError) {
            try converter.convert(inputPath, to: outputPath, request, progress: progress)
        } catch {
            var error = error
            if error.path == inputPath { error.path = inputName }
            if error.path == outputPath { error.path = "\(path)/\(name.text)" }
            throw error
        }
        do throws(FileError) {
            let file = try making.open(entry)
            var record = try FileExamination(
                file: file, name: name, catalog: catalog, previous: nil, othersAccess: nil
            ) { _ in }.record(.hashes)
            let target = try self.folder
            if !mayReplace, target.status(of: FilePath(name.text)) != nil { throw taken(name) }
            try making.move(entry, to: target, as: FilePath(name.text))
            // Taking its name is a change of the file's status, not of its bytes.
            guard let identity = file.currentIdentity else {
                throw FileError(.inputOutput, path: path, found: "\(name.text) is gone")
            }
            record.identity = identity.text
            remember([name.text: record])
            return StoredFile(name, record, in: self, identity, secondsSince1970(), nil)
        } catch {
            try? making.remove(entry)
            throw error
        }
    }
}
