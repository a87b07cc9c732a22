import ByteIO

/// Writes zip archives as PyTorch does, and every kind of broken one: each part that a hostile file could lie
/// about can be set apart from the truth.
public struct ZipBuilder {
    /// One entry, with what the headers say of it. What is nil is told truthfully.
    public struct Entry {
        /// Name in both headers, unless `localName` says otherwise.
        public var name: [UInt8]
        /// Bytes of the payload as they stand in the archive.
        public var payload: [UInt8]
        /// Bytes that the content has, where the payload is compressed.
        public var contentByteCount: Int?
        public var method: UInt16 = 0
        public var flags: UInt16 = 0x0808
        public var crc32: UInt32?
        public var localName: [UInt8]?
        public var localMethod: UInt16?
        public var localFlags: UInt16?
        public var statedSize: UInt32?
        public var statedCompressedSize: UInt32?
        public var statedOffset: UInt32?
        public var localExtra: [UInt8] = []
        public var centralExtra: [UInt8] = []
        /// Bytes after the payload; nil for the descriptor that the flags call for.
        public var descriptor: [UInt8]?
        public var isInDirectory = true

        /// A stored entry as PyTorch writes it.
        public init(_ name: String, _ payload: [UInt8]) {
            self.name = Array(name.utf8)
            self.payload = payload
        }
    }

    /// The entries, in the order of both their payloads and the directory.
    public var entries: [Entry] = []
    /// Whether ZIP64 records stand before the end record, as PyTorch always writes them.
    public var hasZip64Records = true
    /// Multiple of which payloads begin at, as PyTorch's 64; 1 for none.
    public var alignment = 64
    public var statedEntryCount: Int?
    public var statedDirectoryOffset: Int?
    public var statedDirectorySize: Int?
    public var statedLocatorOffset: Int?
    public var disk: UInt16 = 0
    public var comment: [UInt8] = []
    public var prefix: [UInt8] = []
    public var suffix: [UInt8] = []

    /// An empty archive.
    public init() {}

    /// An archive of these entries.
    public init(_ entries: [Entry]) {
        self.entries = entries
    }

    /// The entry of this name, to be changed.
    public subscript(name: String) -> Entry {
        get { entries.first { $0.name == Array(name.utf8) } ?? Entry(name, []) }
        set {
            if let index = entries.firstIndex(where: { $0.name == Array(name.utf8) }) { entries[index] = newValue }
        }
    }

    /// The archive's bytes.
    public func build() -> [UInt8] {
        var bytes = prefix
        var offsets: [Int] = []
        for entry in entries {
            offsets.append(bytes.count)
            bytes += local(entry, at: bytes.count)
        }
        let directoryOffset = bytes.count
        for (entry, offset) in zip(entries, offsets) where entry.isInDirectory { bytes += central(entry, at: offset) }
        let directorySize = bytes.count - directoryOffset
        let count = statedEntryCount ?? entries.filter(\.isInDirectory).count
        if hasZip64Records {
            let recordOffset = bytes.count
            bytes += [0x50, 0x4B, 0x06, 0x06] + little(44, 8) + little(0x031E, 2) + little(45, 2) + little(0, 8)
            bytes += little(count, 8) + little(count, 8) + little(statedDirectorySize ?? directorySize, 8)
            bytes += little(statedDirectoryOffset ?? directoryOffset, 8)
            bytes += [0x50, 0x4B, 0x06, 0x07] + little(0, 4) + little(statedLocatorOffset ?? recordOffset, 8) + little(1, 4)
        }
        bytes += [0x50, 0x4B, 0x05, 0x06] + little(Int(disk), 2) + little(Int(disk), 2)
        bytes += little(min(count, 0xFFFF), 2) + little(min(count, 0xFFFF), 2)
        bytes += little(min(statedDirectorySize ?? directorySize, 0xFFFF_FFFF), 4)
        bytes += little(min(statedDirectoryOffset ?? directoryOffset, 0xFFFF_FFFF), 4)
        return bytes + little(comment.count, 2) + comment + suffix
    }

    private func local(_ entry: Entry, at offset: Int) -> [UInt8] {
        let name = entry.localName ?? entry.name
        let flags = entry.localFlags ?? entry.flags
        let hasDescriptor = flags & 8 != 0
        var extra = entry.localExtra
        if alignment > 1 {
            let start = offset + 30 + name.count + extra.count + 4
            let padding = (alignment - start % alignment) % alignment
            extra += [0x46, 0x42] + little(padding, 2) + [UInt8](repeating: 0x5A, count: padding)
        }
        var bytes: [UInt8] = [0x50, 0x4B, 0x03, 0x04] + little(0, 2) + little(Int(flags), 2)
        bytes += little(Int(entry.localMethod ?? entry.method), 2) + little(0, 4)
        bytes += little(hasDescriptor ? 0 : Int(checksum(entry)), 4)
        bytes += little(hasDescriptor ? 0 : compressedSize(entry), 4) + little(hasDescriptor ? 0 : size(entry), 4)
        bytes += little(name.count, 2) + little(extra.count, 2) + name + extra + entry.payload
        if let descriptor = entry.descriptor { return bytes + descriptor }
        guard hasDescriptor else { return bytes }
        return bytes + [0x50, 0x4B, 0x07, 0x08] + little(Int(checksum(entry)), 4)
            + little(compressedSize(entry), 4) + little(size(entry), 4)
    }

    private func central(_ entry: Entry, at offset: Int) -> [UInt8] {
        var bytes: [UInt8] = [0x50, 0x4B, 0x01, 0x02] + little(0, 4) + little(Int(entry.flags), 2)
        bytes += little(Int(entry.method), 2) + little(0, 4) + little(Int(checksum(entry)), 4)
        bytes += little(compressedSize(entry), 4) + little(size(entry), 4)
        bytes += little(entry.name.count, 2) + little(entry.centralExtra.count, 2) + little(0, 2 + 2 + 2 + 4)
        return bytes + little(entry.statedOffset.map(Int.init) ?? offset, 4) + entry.name + entry.centralExtra
    }

    private func size(_ entry: Entry) -> Int {
        entry.statedSize.map(Int.init) ?? entry.contentByteCount ?? entry.payload.count
    }

    private func compressedSize(_ entry: Entry) -> Int {
        entry.statedCompressedSize.map(Int.init) ?? entry.payload.count
    }

    private func checksum(_ entry: Entry) -> UInt32 {
        if let crc32 = entry.crc32 { return crc32 }
        var crc = CRC32()
        crc.update(entry.payload.span)
        return crc.value
    }
}

/// A number as that many little-endian bytes.
public func little(_ value: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: $0 < 8 ? value >> (8 * $0) : 0) }
}
