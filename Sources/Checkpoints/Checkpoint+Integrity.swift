package import ByteIO

extension Checkpoint {
    /// Bytes of all its files.
    package var byteCount: Int { files.reduce(0) { $0 + $1.byteCount } }

    /// Reads every file through once: the SHA-256 of their bytes, one file after the other, while the CRC-32
    /// of every record is compared with what the archive states.
    ///
    /// Afterwards the files are asked whether they are still what they were when they were opened.
    ///
    /// - Parameter progress: called with the number of bytes of each piece.
    /// - Throws: `malformed` naming the entry whose bytes do not agree with their CRC-32; `changed`.
    package func verifiedDigest(progress: (Int) -> Void) throws(FileError) -> Digest {
        var hash = try SHA256()
        var buffer: [UInt8] = []
        var ranges = checksummedRanges[...]
        var checksum = CRC32()
        for file in files {
            do {
                var position = 0
                while position < file.byteCount {
                    // A piece ends where a record begins or ends, so that each lies in one record or none.
                    let end = Self.pieceEnd(from: position, in: ranges.first, fileByteCount: file.byteCount)
                    try file.read(end - position, at: position, into: &buffer)
                    let piece = buffer.span.extracting(first: end - position)
                    hash.update(piece)
                    if let range = ranges.first, position >= range.offset {
                        checksum.update(piece)
                        if end == range.offset + range.byteCount {
                            try Self.require(checksum, of: range)
                            checksum = CRC32()
                            ranges.removeFirst()
                        }
                    }
                    progress(end - position)
                    position = end
                }
            } catch {
                throw error.inFile(file.path)
            }
        }
        try requireUnchanged()
        return hash.finish()
    }

    /// - Throws: `changed` if one of its files is not what it was when it was opened.
    package func requireUnchanged() throws(FileError) {
        for file in files { try file.requireUnchanged() }
    }

    /// Inflates every deflated record that tensors lie in, front to back: no checksum of the file itself covers what
    /// they hold.
    ///
    /// - Returns: how many there are.
    /// - Throws: `malformed` naming the entry whose data are damaged, of another length, or of another CRC-32.
    package func verifyDeflatedRecords() throws(FileError) -> Int {
        guard let zip else { return 0 }
        var seen: Set<Storage.Location.Identity> = []
        for tensor in tensors {
            guard case .deflated(let entry) = tensor.storage.location,
                seen.insert(tensor.storage.location.identity).inserted
            else {
                continue
            }
            do {
                try zip.stream(of: entry).finish()
            } catch {
                throw error.inFile(path)
            }
        }
        return seen.count
    }

    private static func pieceEnd(from position: Int, in range: ChecksummedRange?, fileByteCount: Int) -> Int {
        let end = min(fileByteCount, position + 1 << 20)
        guard let range else { return end }
        return min(end, position < range.offset ? range.offset : range.offset + range.byteCount)
    }

    private static func require(_ checksum: CRC32, of range: ChecksummedRange) throws(FileError) {
        guard checksum.value == range.crc32 else {
            throw FileError(
                .malformed, at: "entry '\(range.name)'", found: "its bytes do not agree with their CRC-32",
                allowed: "the file is damaged: get it again")
        }
    }
}
