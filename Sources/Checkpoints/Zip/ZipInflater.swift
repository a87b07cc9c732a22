import ByteIO
import CLibZip
import Glibc
import Synchronization

/// libzip's view of an archive: a second opinion on what is in it, and the inflater of deflated entries.
///
/// libzip is not made for several threads, so every call holds the lock.
@safe final class ZipInflater: Sendable {
    /// The archive, closed with this value.
    ///
    /// A raw address, because the lock may hold only sendable values.
    private let archive: Mutex<UInt>

    init(of file: InputFile) throws(FileError) {
        let descriptor = try file.duplicateDescriptor()
        var code: Int32 = 0
        guard let archive = unsafe zip_fdopen(descriptor, ZIP_CHECKCONS, &code) else {
            close(descriptor)
            // That the system failed says nothing about the archive.
            let isSystemError = [ZIP_ER_OPEN, ZIP_ER_READ, ZIP_ER_SEEK].contains(code)
            throw FileError(
                isSystemError ? .inputOutput : .malformed,
                found: "libzip \(isSystemError ? "cannot read" : "refuses") the archive (its error \(code))")
        }
        self.archive = Mutex(UInt(bitPattern: archive))
    }

    deinit {
        archive.withLock { address in
            // Nothing was changed, so there is nothing to write: discard closes it and its descriptor.
            if let archive = unsafe Self.pointer(address) { unsafe zip_discard(archive) }
        }
    }

    /// - Throws: `malformed` where libzip lists other entries, or states other facts of one.
    func requireAgreement(with entries: [ZipEntry]) throws(FileError) {
        let disagreement: String? = archive.withLock { address in
            guard let archive = unsafe Self.pointer(address),
                unsafe zip_get_num_entries(archive, 0) == entries.count
            else { return "the number of entries" }
            for entry in entries {
                var status = unsafe zip_stat_t()
                guard
                    unsafe zip_stat_index(
                        archive, zip_uint64_t(entry.index), zip_flags_t(ZIP_FL_ENC_RAW), &status) == 0,
                    let name = unsafe status.name, unsafe String(validatingCString: name) == entry.name,
                    unsafe status.size == entry.byteCount,
                    unsafe status.comp_size == entry.compressedByteCount,
                    unsafe status.comp_method == entry.method.rawValue, unsafe status.crc == entry.crc32,
                    unsafe status.encryption_method == 0
                else { return entry.location }
            }
            return nil
        }
        if let disagreement {
            throw FileError(
                .malformed, at: disagreement, found: "libzip reads the archive's directory differently")
        }
    }

    /// Opens an entry at its start.
    func stream(of entry: ZipEntry) throws(FileError) -> Stream {
        let address = archive.withLock { address in
            guard let archive = unsafe Self.pointer(address) else { return UInt(0) }
            return unsafe UInt(bitPattern: zip_fopen_index(archive, zip_uint64_t(entry.index), 0))
        }
        guard address != 0 else {
            throw FileError(.malformed, at: entry.location, found: "libzip cannot open it")
        }
        return Stream(entry: entry, inflater: self, address: address)
    }

    /// The content of a deflated entry, front to back.
    final class Stream {
        private let entry: ZipEntry
        private let inflater: ZipInflater
        private let address: UInt
        private var position = 0

        fileprivate init(entry: ZipEntry, inflater: ZipInflater, address: UInt) {
            self.entry = entry
            self.inflater = inflater
            self.address = address
        }

        deinit {
            inflater.archive.withLock { _ in
                if let stream = unsafe ZipInflater.pointer(address) { _ = unsafe zip_fclose(stream) }
            }
        }

        /// Fills the first `count` bytes of the buffer with the next ones of the content.
        ///
        /// - Throws: `malformed` if the content ends before, or is no valid deflate stream.
        func read(_ count: Int, into buffer: inout [UInt8]) throws(FileError) {
            guard count <= entry.byteCount - position else {
                throw FileError(
                    .malformed, at: entry.location, found: "\(position + count) bytes of it are needed",
                    allowed: "it has \(entry.byteCount)")
            }
            if buffer.count < count { buffer = [UInt8](repeating: 0, count: count) }
            var filled = 0
            while filled < count {
                let result = readOnce(into: &buffer, from: filled, count: count - filled)
                guard result > 0 else {
                    throw FileError(
                        .malformed, at: "\(entry.location), byte \(position + filled)",
                        found: "its deflated data are damaged or too short",
                        allowed: "\(entry.byteCount) bytes")
                }
                filled += result
            }
            position += count
        }

        /// Reads on to the end, where libzip compares the checksum.
        func finish() throws(FileError) {
            var rest: [UInt8] = []
            while position < entry.byteCount {
                try read(min(1 << 20, entry.byteCount - position), into: &rest)
            }
            var beyond: [UInt8] = [0]
            guard readOnce(into: &beyond, from: 0, count: 1) == 0 else {
                throw FileError(
                    .malformed, at: entry.location,
                    found: "its data are longer than stated, or do not agree with their CRC-32",
                    allowed: "\(entry.byteCount) bytes")
            }
        }

        private func readOnce(into buffer: inout [UInt8], from start: Int, count: Int) -> Int {
            // libzip writes at most `count` bytes from `start`, which the callers keep inside the buffer.
            unsafe buffer.withUnsafeMutableBytes { bytes in
                inflater.archive.withLock { _ in
                    guard let stream = unsafe ZipInflater.pointer(address) else { return -1 }
                    return unsafe Int(
                        zip_fread(stream, bytes.baseAddress.map { unsafe $0 + start }, UInt64(count)))
                }
            }
        }
    }

    private static func pointer(_ address: UInt) -> OpaquePointer? {
        unsafe OpaquePointer(bitPattern: address)
    }
}
