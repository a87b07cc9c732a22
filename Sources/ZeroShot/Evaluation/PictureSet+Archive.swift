package import ByteIO

extension PictureSet {
    /// Images of a tar archive; throws as `init(path:labels:)`.
    package init(archive file: InputFile, labels: LabelSet?) throws(FileError) {
        try self.init(archive: TarArchive(file), labels: labels)
    }

    /// Images of an archive in WebDataset's form: `0001.jpg`, and beside it `0001.cls`, the position of its label, or
    /// `0001.txt`, the label's id or name.
    ///
    /// Without labels the archive must say names; they are the labels, in the order of their bytes.
    init(archive: TarArchive, labels: LabelSet?) throws(FileError) {
        let notes = try Self.notes(archive.members)
        let members = archive.members.filter { Self.isPicture(FilePath($0.name)) }
        guard !members.isEmpty else { throw Self.noPictures }
        try Self.requireDifferentNames(members)
        var samples: [(member: TarMember, note: TarMember, text: String)] = []
        for member in members {
            let key = Self.key(of: member.name)
            guard let note = notes[ByteName(key + ".cls")] ?? notes[ByteName(key + ".txt")] else {
                throw FileError(
                    .malformed, at: "'\(member.name)'", found: "nothing tells what it shows",
                    allowed: "'\(key).cls' or '\(key).txt' in the archive")
            }
            samples.append((member, note, try archive.line(of: note)))
        }
        let labels =
            if let labels { labels } else { try Self.labels(samples.map(\.text), samples.map(\.note.name)) }
        let positions = labels.positions
        var pictures: [LabelledPicture] = []
        for sample in samples {
            let number = try Self.number(sample.text, sample.note.name, of: labels.labels.count)
            let label =
                if let number { number } else {
                    try Self.position(of: sample.text, in: positions, at: "'\(sample.note.name)'")
                }
            pictures.append(
                LabelledPicture(
                    name: FilePath(sample.member.name), label: label,
                    place: .range(archive.file, sample.member.byteRange)))
        }
        self.init(
            labels: labels, pictures: pictures,
            otherFileCount: archive.members.count - members.count - notes.count)
    }

    /// The members that say a label.
    private static func notes(_ members: [TarMember]) throws(FileError) -> [ByteName: TarMember] {
        var notes: [ByteName: TarMember] = [:]
        for member in members where hasEnding(member.name, ".cls") || hasEnding(member.name, ".txt") {
            guard notes.updateValue(member, forKey: ByteName(member.name)) == nil else {
                throw twice(member.name)
            }
        }
        return notes
    }

    private static func requireDifferentNames(_ members: [TarMember]) throws(FileError) {
        var names: Set<ByteName> = []
        for member in members where !names.insert(ByteName(member.name)).inserted { throw twice(member.name) }
    }

    private static func twice(_ name: String) -> FileError {
        FileError(
            .malformed, at: "'\(name)'", found: "it stands in the archive twice", allowed: "each name once")
    }

    private static func hasEnding(_ name: String, _ ending: String) -> Bool {
        name.utf8.suffix(ending.utf8.count).elementsEqual(ending.utf8)
    }

    /// What the files of one sample have in common: the path up to the first dot of the last component.
    private static func key(of name: String) -> String {
        let bytes = Array(name.utf8)
        let file = bytes.lastIndex(of: UInt8(ascii: "/")).map { $0 + 1 } ?? 0
        let end = bytes[file...].firstIndex(of: UInt8(ascii: ".")) ?? bytes.count
        return String(decoding: bytes[..<end], as: UTF8.self)
    }

    private static func labels(_ texts: [String], _ names: [String]) throws(FileError) -> LabelSet {
        if let name = names.first(where: { hasEnding($0, ".cls") }) {
            throw FileError(
                .malformed, at: "'\(name)'", found: "it says a label's number, and there are no labels",
                allowed: "--labels-from names them")
        }
        return try LabelSet(Set(texts.map(ByteName.init)).sorted().map { Label($0.text) })
    }

    /// The position that a `.cls` file says; nil for a name.
    private static func number(_ text: String, _ name: String, of count: Int) throws(FileError) -> Int? {
        guard hasEnding(name, ".cls"), let number = Int(text) else { return nil }
        guard (0..<count).contains(number) else {
            throw FileError(
                .malformed, at: "'\(name)'", found: "it says label \(number)", allowed: "0 to \(count - 1)")
        }
        return number
    }
}
