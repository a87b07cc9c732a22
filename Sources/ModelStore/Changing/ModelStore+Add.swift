public import ByteIO
import KnownModels
import Quantization

extension ModelStore {
    /// Takes a file into the store: hashed, identified, under the name that its publisher gave it or the user gives.
    ///
    /// - Parameters:
    ///   - name: what the user calls it; nil for the publisher's name, or that of the file.
    ///   - progress: called with the number of bytes of each piece, and of all.
    /// - Returns: what is in the store now, and whether its bytes are shared with the file (a hard link).
    /// - Throws: `malformed` or `unsupported` where it is no model; `cannotCreate` if another file has the name.
    public func add(
        _ path: FilePath, name: String? = nil, progress: @escaping (Int, Int) -> Void = { _, _ in }
    ) throws(FileError) -> (file: StoredFile, isShared: Bool) {
        let input = try InputFile(path: path)
        let isConverted = try FileKind.isClipw(input)
        let given = try name.map { (name) throws(FileError) in
            try Self.requireStem(name, isConverted: isConverted)
        }
        let total = input.byteCount
        // A file name that no publisher has, so that only the bytes tell what it is.
        let probe = ModelFileName(isConverted ? "file.clipw" : "file.pt")
        guard let probe else { throw FileError(.unsupported, path: path, found: "it has no name") }
        let record = try FileExamination(file: input, name: probe, catalog: catalog, previous: nil) {
            progress($0, total)
        }.record(.hashes)
        guard record.verdict == .sound else {
            throw FileError(
                .malformed, path: path, found: record.problem ?? "it is no model",
                allowed: "a sound model file")
        }
        let known = record.digest.flatMap(catalog.model(digest:))
        var fileName = given ?? known.flatMap { ModelFileName($0.fileName) }
        if fileName == nil { fileName = try Self.fileName(for: path, isConverted) }
        guard let fileName else { throw FileError(.unsupported, path: path, found: "it has no name") }
        let isShared = try place(input, as: fileName, record)
        let status = try folder.status(of: FilePath(fileName.text))
        guard let status else {
            throw FileError(.inputOutput, path: self.path, found: "\(fileName.text) is gone")
        }
        var placed = record
        placed.identity = status.identity.text
        remember([fileName.text: placed])
        return (StoredFile(fileName, placed, in: self, status.identity, status.lastRead), isShared)
    }

    /// Gives the bytes a name in the store, by a hard link or else by a copy, which is hashed as it is written.
    private func place(
        _ input: InputFile, as name: ModelFileName, _ record: FileRecord
    ) throws(FileError) -> Bool {
        let target: FilePath = "\(path)/\(name.text)"
        if let there = try folder.status(of: FilePath(name.text)) {
            if input.isSameFile(as: target), there.identity.isRegularFile { return true }
            guard !there.identity.isRegularFile || catalog.model(fileName: name.text) == nil else {
                // A published model: what is there is the same, or bad, and may be replaced.
                try copy(input, to: target, expected: record, mayReplace: true)
                return false
            }
            throw FileError(
                .cannotCreate, path: target,
                found:
                    "there is \(there.identity.isRegularFile ? "another file" : there.identity.kindDescription)",
                allowed: "give it another name with --name, or remove that one first")
        }
        if try folder.link(input, as: FilePath(name.text)) { return true }
        try copy(input, to: target, expected: record, mayReplace: false)
        return false
    }

    private func copy(
        _ input: InputFile, to target: FilePath, expected: FileRecord, mayReplace: Bool
    ) throws(FileError) {
        let output = try OutputFile(path: target, byteCount: input.byteCount, mayReplace: mayReplace)
        var hash = try SHA256()
        var buffer: [UInt8] = []
        var position = 0
        while position < input.byteCount {
            let count = min(1 << 20, input.byteCount - position)
            try input.read(count, at: position, into: &buffer)
            let piece = buffer.span.extracting(first: count)
            hash.update(piece)
            try output.write(piece, at: position)
            position += count
        }
        try input.requireUnchanged()
        if let digest = expected.digest, hash.finish() != digest {
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
                    "up to \(ModelFileName.stemLimit) letters, digits and ._-@+, not beginning with . or -")
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
