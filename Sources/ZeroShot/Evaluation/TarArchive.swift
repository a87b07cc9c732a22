import ByteIO

/// A file in a tar archive.
struct TarMember: Sendable {
    /// Its path in the archive.
    let name: String
    /// Its bytes in the archive's file.
    let byteRange: Range<Int>
}

/// The regular files of a tar archive (POSIX.1-2017, pax; and GNU's long names), where they lie: nothing is unpacked.
struct TarArchive: Sendable {
    let file: InputFile
    private(set) var members: [TarMember] = []

    /// Walks an archive's headers; of what the members contain nothing is read.
    ///
    /// - Throws: `malformed` where a header's checksum or numbers are wrong, or the archive is cut off; `unsupported`
    ///   for a compressed archive.
    init(_ file: InputFile) throws(FileError) {
        var budget = WorkBudget.forArchive(ofBytes: file.byteCount)
        try self.init(file, &budget)
    }

    init(_ file: InputFile, _ budget: inout WorkBudget) throws(FileError) {
        self.file = file
        var position = 0
        var longName: String?
        while position + TarHeader.byteCount <= file.byteCount {
            try budget.charge(1, .steps, for: "a tar archive")
            let block = try file.bytes(TarHeader.byteCount, at: position)
            if block.allSatisfy({ $0 == 0 }) { return }
            let header: TarHeader
            do throws(FileError) {
                header = try TarHeader(block)
            } catch {
                throw error.within("offset \(position)")
            }
            let start = position + TarHeader.byteCount
            guard header.size <= file.byteCount - start else {
                throw FileError(
                    .malformed, at: "offset \(position)",
                    found: "'\(header.name)' is said to have \(header.size) bytes",
                    allowed: "the archive has \(file.byteCount - start) more")
            }
            let range = start..<start + header.size
            switch header.kind {
            case .file:
                guard members.count < ListLimits.memberCount else {
                    throw FileError(.unsupported, found: "it has more than \(ListLimits.memberCount) files")
                }
                let member = TarMember(name: longName ?? header.name, byteRange: range)
                try budget.charge(1, .nodes, for: "a tar archive")
                try budget.charge(
                    MemoryLayout<TarMember>.stride + member.name.utf8.count, .bytes, for: "a tar archive")
                members.append(member)
                longName = nil
            case .longName: longName = try Self.longName(file, range)
            case .extendedHeader: longName = try PaxRecords(file, range).path ?? longName
            case .other: longName = nil
            }
            let blocks = (header.size + TarHeader.byteCount - 1) / TarHeader.byteCount
            position = start + blocks * TarHeader.byteCount
        }
        guard position != 0 else {
            throw FileError(
                .malformed, found: "it is neither a folder nor a tar archive",
                allowed: "pictures in one of the two")
        }
        // Two blocks of zeros end an archive; many programs write one that just ends.
    }

    /// The text of a member, a single short line.
    func line(of member: TarMember) throws(FileError) -> String {
        guard member.byteRange.count <= ListLimits.memberLabelByteCount else {
            throw FileError(
                .malformed, at: "'\(member.name)'", found: "it has \(member.byteRange.count) bytes",
                allowed: "a label on one line")
        }
        let bytes = try file.bytes(member.byteRange.count, at: member.byteRange.lowerBound)
        do throws(FileError) {
            var lines = TextLines(bytes)
            var budget = WorkBudget.forList(ofBytes: bytes.count)
            guard let line = try lines.next(&budget) else {
                throw FileError(.malformed, found: "it is empty", allowed: "a label on one line")
            }
            return line.text
        } catch {
            throw error.within("'\(member.name)'")
        }
    }

    /// A name that ends with NUL.
    private static func longName(_ file: InputFile, _ range: Range<Int>) throws(FileError) -> String {
        let place = "offset \(range.lowerBound)"
        guard range.count <= ListLimits.memberNameByteCount + TarHeader.byteCount else {
            throw FileError(
                .malformed, at: place, found: "a name has \(range.count) bytes",
                allowed: "at most \(ListLimits.memberNameByteCount)")
        }
        return try TarHeader.name(
            file.bytes(range.count, at: range.lowerBound).prefix { $0 != 0 }, at: place)
    }
}

extension WorkBudget {
    /// What listing a tar archive of this many bytes may cost: a step for each block, a name for each member.
    static func forArchive(ofBytes count: Int) -> WorkBudget {
        WorkBudget(
            inputBytes: count / TarHeader.byteCount, bytes: .init(base: 0, perByte: TarHeader.byteCount),
            nodes: .init(base: 0, perByte: 1), steps: .init(base: 0, perByte: 1))
    }
}
