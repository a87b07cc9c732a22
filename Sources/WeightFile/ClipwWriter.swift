public import ByteIO
public import SafeTensors
public import Tensors

/// Writes a `.clipw` file: weights by position and in any order, even by several threads at once, then the
/// header and the digests.
///
/// The header states the source's SHA-256 and what it is known as, which need not be known before the weights
/// are written; so it is planned with the longest that may come, and written last.
public struct ClipwWriter: Sendable {
    private let output: OutputFile
    private let layout: ClipwLayout
    private let weights: [TensorDescriptor]

    /// Begins a file at `path`.
    ///
    /// - Parameters:
    ///   - weights: in the order that the file will have.
    ///   - metadata: as it will be, but for strings that may become shorter.
    ///   - mayReplace: whether an existing file may be replaced when this one is finished.
    /// - Throws: `cannotCreate`, `inputOutput`; see `OutputFile`.
    public init(
        path: FilePath, weights: [TensorDescriptor], metadata: ClipwMetadata, mayReplace: Bool
    ) throws(FileError) {
        layout = try ClipwLayout(weights, metadata: metadata)
        self.weights = weights
        output = try OutputFile(path: path, byteCount: layout.byteCount, mayReplace: mayReplace)
    }

    /// Bytes of the finished file.
    public var byteCount: Int { layout.byteCount }

    /// Where each weight belongs, in the order given.
    public var entries: [SafeTensorsEntry] { layout.weights }

    /// Writes a part of a weight at its place in the file.
    public func write(_ bytes: Span<UInt8>, at offset: Int) throws(FileError) {
        try output.write(bytes, at: offset)
    }

    /// Writes the header and the digests, and opens the file, which is complete then but has no name yet.
    ///
    /// - Parameters:
    ///   - metadata: the true one; its text must not be longer than that of the one it was planned with.
    ///   - digests: SHA-256 of every weight, in the order given.
    /// - Throws: `inputOutput`; nothing is left behind then.
    public func finish(metadata: ClipwMetadata, digests: [Digest]) throws(FileError) -> ClipwFile {
        let final = try ClipwLayout(
            weights, metadata: metadata, minimumDataOffset: layout.file.headerBytes.count)
        precondition(
            final.byteCount == layout.byteCount && digests.count == weights.count,
            "the metadata grew after the file was planned")
        let header = final.file.headerBytes
        var table = try SHA256.digest(of: header.span).bytes
        for digest in try final.digests(ofWeights: digests) { table += digest.bytes }
        try output.write(header.span, at: 0)
        try output.write(table.span, at: final.byteCount - table.count)
        return try ClipwFile(SafeTensorsFile(output.reading()))
    }

    /// Puts the finished file in its place.
    ///
    /// - Throws: `inputOutput`, `cannotCreate`; nothing is left behind then.
    public func commit() throws(FileError) {
        try output.commit()
    }
}
