import ByteIO

/// Writes zip archives as PyTorch does, and every kind of broken one: each part that a hostile file could lie
/// about can be set apart from the truth.
package struct ZipBuilder {
    /// One entry, with what the headers say of it.
    ///
    /// What is nil is told truthfully.
    package struct Entry {
        /// Name in both headers, unless `localName` says otherwise.
        package var name: [UInt8]
        /// Bytes of the payload as they stand in the archive.
        package var payload: [UInt8]
        /// Bytes that the content has, where the payload is compressed.
        package var contentByteCount: Int?
        package var method: UInt16 = 0
        package var flags: UInt16 = 0x0808
        package var crc32: UInt32?
        package var localName: [UInt8]?
        package var localMethod: UInt16?
        package var localFlags: UInt16?
        package var statedSize: UInt32?
        package var statedCompressedSize: UInt32?
        package var statedOffset: UInt32?
        package var localExtra: [UInt8] = []
        package var centralExtra: [UInt8] = []
        /// Bytes after the payload; nil for the descriptor that the flags call for.
        package var descriptor: [UInt8]?
        /// Unix mode and DOS attributes (APPNOTE 4.4.15).
        package var externalAttributes: UInt32 = 0
        package var isInDirectory = true

        /// A stored entry as PyTorch writes it.
        package init(_ name: String, _ payload: [UInt8]) {
            self.name = Array(name.utf8)
            self.payload = payload
        }

        /// A deflated entry, as PyTorch writes code and `zip` writes everything.
        package init(deflating content: [UInt8], as name: String) {
            self.init(name, deflated(content))
            method = 8
            contentByteCount = content.count
            var crc = CRC32()
            crc.update(content.span)
            crc32 = crc.value
        }
    }

    /// The entries, in the order of both their payloads and the directory.
    package var entries: [Entry] = []
    /// Whether ZIP64 records stand before the end record, as PyTorch always writes them.
    package var hasZip64Records = true
    /// Multiple of which payloads begin at, as PyTorch's 64; 1 for none.
    package var alignment = 64
    package var statedEntryCount: Int?
    package var statedDirectoryOffset: Int?
    package var statedDirectorySize: Int?
    package var statedLocatorOffset: Int?
    package var disk: UInt16 = 0
    package var comment: [UInt8] = []
    package var prefix: [UInt8] = []
    package var suffix: [UInt8] = []

    /// An empty archive.
    package init() {}

    /// An archive of these entries.
    package init(_ entries: [Entry]) {
        self.entries = entries
    }

    /// The entry of this name, to be changed.
    package subscript(name: String) -> Entry {
        get { entries.first { $0.name == Array(name.utf8) } ?? Entry(name, []) }
        set {
            if let index = entries.firstIndex(where: { $0.name == Array(name.utf8) }) {
                entries[index] = newValue
            }
        }
    }

    /// The archive's bytes.
    package func build() -> [UInt8] {
        var bytes = prefix
        var offsets: [Int] = []
        for entry in entries {
            offsets.append(bytes.count)
            bytes += local(entry, at: bytes.count)
        }
        let directoryOffset = bytes.count
        for (entry, offset) in zip(entries, offsets) where entry.isInDirectory {
            bytes += central(entry, at: offset)
        }
        let directorySize = bytes.count - directoryOffset
        let count = statedEntryCount ?? entries.filter(\.isInDirectory).count
        if hasZip64Records {
            let recordOffset = bytes.count
            bytes +=
                [0x50, 0x4B, 0x06, 0x06] + little(44, 8) + little(0x031E, 2) + little(45, 2) + little(0, 8)
            bytes += little(count, 8) + little(count, 8) + little(statedDirectorySize ?? directorySize, 8)
            bytes += little(statedDirectoryOffset ?? directoryOffset, 8)
            bytes +=
                [0x50, 0x4B, 0x06, 0x07] + little(0, 4) + little(statedLocatorOffset ?? recordOffset, 8)
                + little(1, 4)
        }
        bytes += [0x50, 0x4B, 0x05, 0x06] + little(Int(disk), 2) + little(Int(disk), 2)
        bytes += capped(count, 2) + capped(count, 2)
        bytes += capped(statedDirectorySize ?? directorySize, 4)
        bytes += capped(statedDirectoryOffset ?? directoryOffset, 4)
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
        bytes +=
            little(hasDescriptor ? 0 : compressedSize(entry), 4) + little(hasDescriptor ? 0 : size(entry), 4)
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
        bytes += little(entry.name.count, 2) + little(entry.centralExtra.count, 2) + little(0, 2 + 2 + 2)
        bytes += little(Int(entry.externalAttributes), 4)
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

/// A number in a field of a ZIP32 record: all bits set where it is too large, to say "see the ZIP64 record".
private func capped(_ value: Int, _ count: Int) -> [UInt8] {
    (0..<1 << (8 * count)).contains(value) ? little(value, count) : little(-1, count)
}

/// A number as that many little-endian bytes.
package func little(_ value: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: $0 < 8 ? value >> (8 * $0) : 0) }
}
