package import ByteIO
import KnownModels
import Quantization

extension ModelStore {
    /// Takes a file into the store: hashed, identified, under the name that its publisher gave it or the user gives.
    ///
    /// - Parameters:
    ///   - name: what the user calls it; nil for the publisher's name, or that of the file.
    ///   - progress: called with the number of bytes of each piece, and of all.
    /// - Returns: what is in the store now, and whether its bytes are shared with the file (a hard link).
    /// - Throws: `malformed` or `unsupported` where it is no model; `cannotCreate` if another file has the name;
    ///   `mismatch` for another file than a publisher's under its name; `changed` if it was written to meanwhile.
    package func add(
        _ path: FilePath, name: String? = nil, progress: @escaping (Int, Int) -> Void = { _, _ in }
    ) throws(FileError) -> (file: StoredFile, isShared: Bool) {
        // Where others can write, a file without a record is no model.
        if othersAccess != nil { _ = try ownFolder(creating: true) }
        let input = try InputFile(path: path)
        let isConverted = try FileKind.isClipw(input)
        let given = try name.map { (name) throws(FileError) in
            try Self.requireStem(name, isConverted: isConverted)
        }
        let total = input.byteCount
        // A file name that no publisher has, so that only the bytes tell what it is.
        let probe = ModelFileName(isConverted ? "file.clipw" : "file.pt")
        guard let probe else { throw FileError(.unsupported, path: path, found: "it has no name") }
        let record = try FileExamination(
            file: input, name: probe, catalog: catalog, previous: nil, othersAccess: nil
        ) {
            progress($0, total)
        }.record(.hashes)
        guard record.verdict == .sound, let digest = record.digest else {
            throw FileError(
                .malformed, path: path, found: record.problem ?? "it is no model",
                allowed: "a sound model file")
        }
        let known = isConverted ? nil : catalog.model(digest: digest)
        var fileName = given ?? known.flatMap { ModelFileName($0.fileName) }
        if fileName == nil { fileName = try Self.fileName(for: path, isConverted) }
        guard let fileName else { throw FileError(.unsupported, path: path, found: "it has no name") }
        if let claimed = catalog.model(fileName: fileName.text), claimed.sha256 != known?.sha256,
            !claimed.matches(sha256: digest.description)
        {
            throw claimed.mismatch(found: digest, byteCount: total).inFile(path)
        }
        return try placed(input, digest, as: fileName, record)
    }

    /// Gives the bytes their name, and makes sure that those under the name are the ones that were hashed.
    ///
    /// Between hashing a file and linking to it somebody may write to it, and the link itself changes what would tell.
    private func placed(
        _ input: InputFile, _ digest: Digest, as fileName: ModelFileName, _ record: FileRecord
    ) throws(FileError) -> (file: StoredFile, isShared: Bool) {
        let wasThere = try folder.status(of: FilePath(fileName.text)) != nil
        let isShared = try place(input, as: fileName, digest)
        let file = try folder.open(FilePath(fileName.text))
        guard try file.digest(progress: { _ in }) == digest else {
            if !wasThere { try folder.remove(FilePath(fileName.text)) }
            throw FileError(
                .changed, path: input.path, found: "the file was written to while it was being added",
                allowed: "leave it alone, then run the command again")
        }
        try file.requireUnchanged()
        var placed = record
        placed.identity = file.identity.text
        remember([fileName.text: placed])
        return (
            StoredFile(fileName, placed, in: self, file.identity, secondsSince1970(), nil), isShared
        )
    }

    /// Gives the bytes a name in the store: by a hard link where nobody else can write to the file, or by a copy.
    ///
    /// - Returns: whether it is a link.
    private func place(
        _ input: InputFile, as name: ModelFileName, _ digest: Digest
    ) throws(FileError) -> Bool {
        let target: FilePath = "\(path)/\(name.text)"
        if let there = try folder.status(of: FilePath(name.text)) {
            if input.isSameFile(as: target), there.identity.isRegularFile { return true }
            guard !there.identity.isRegularFile || catalog.model(fileName: name.text) == nil else {
                // A published model: what is there is the same, or bad, and may be replaced.
                try copy(input, as: name, digest, mayReplace: true)
                return false
            }
            throw FileError(
                .cannotCreate, path: target,
                found:
                    "there is \(there.identity.isRegularFile ? "another file" : there.identity.kindDescription)",
                allowed: "give it another name with --name, or remove that one first")
        }
        if input.othersAccess() == nil, try folder.link(input, as: FilePath(name.text)) { return true }
        try copy(input, as: name, digest, mayReplace: false)
        return false
    }

    private func copy(
        _ input: InputFile, as name: ModelFileName, _ digest: Digest, mayReplace: Bool
    ) throws(FileError) {
        let output = try OutputFile(
            FilePath(name.text), in: folder, byteCount: input.byteCount, mayReplace: mayReplace)
        var hash = try SHA256()
        try input.forEachPiece { (piece, position) throws(FileError) in
            hash.update(piece)
            try output.write(piece, at: position)
        }
        guard hash.finish() == digest else {
            throw FileError(
                .changed, path: input.path, found: "the file was changed while it was being copied")
        }
        try output.commit()
    }

    static func requireStem(_ name: String, isConverted: Bool) throws(FileError) -> ModelFileName {
        guard ModelFileName.isStem(name), let fileName = self.fileName(stem: name, isConverted) else {
            throw FileError(
                .unsupported, path: FilePath(name), found: "it cannot be a model's name",
                allowed:
                    "up to \(StoreLimits.stemBytes) letters, digits and ._-@+, not beginning with . or -")
        }
        return fileName
    }

    /// `clip.v2.clipw` keeps its stem; `clip.fp16.clipw` becomes `clip-fp16.clipw`, since the store would take it for
    /// what it had converted itself, and prune it.
    private static func fileName(for path: FilePath, _ isConverted: Bool) throws(FileError) -> ModelFileName {
        let last = path.lastComponent.description
        let stem = last.split(separator: ".").dropLast(last.contains(".") ? 1 : 0).joined(separator: ".")
        return try requireStem(stem, isConverted: isConverted)
    }

    private static func fileName(stem: String, _ isConverted: Bool) -> ModelFileName? {
        guard isConverted else { return ModelFileName("\(stem).pt") }
        let fileName = ModelFileName("\(stem).clipw")
        guard let precision = fileName?.convertedPrecision, let plain = fileName?.stem else {
            return fileName
        }
        return ModelFileName("\(plain)-\(precision.rawValue).clipw")
    }
}
