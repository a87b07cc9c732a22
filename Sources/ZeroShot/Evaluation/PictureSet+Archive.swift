import ByteIO

extension PictureSet {
    /// Pictures of an archive in WebDataset's form: `0001.jpg`, and beside it `0001.cls`, the position of its label, or
    /// `0001.txt`, the label's id or name.
    ///
    /// Without labels the archive must say names; they are the labels, in the order of their bytes.
    init(archive: TarArchive, labels: LabelSet?) throws(FileError) {
        var samples: [(member: TarMember, label: TarMember)] = []
        let notes = Dictionary(
            archive.members.filter(Self.isNote).map { ($0.name, $0) }
        ) { first, _ in first }
        let members = archive.members.filter { Self.isPicture(FilePath($0.name)) }
        guard !members.isEmpty else { throw Self.noPictures }
        for member in members {
            let key = Self.key(of: member.name)
            guard let label = notes[key + ".cls"] ?? notes[key + ".txt"] else {
                throw FileError(
                    .malformed, at: "'\(member.name)'", found: "nothing tells what it shows",
                    allowed: "'\(key).cls' or '\(key).txt' in the archive")
            }
            samples.append((member, label))
        }
        var texts: [String] = []
        for sample in samples { texts.append(try archive.line(of: sample.label)) }
        let labels = if let labels { labels } else { try Self.labels(texts, samples.map(\.label.name)) }
        let positions = labels.positions
        var pictures: [LabelledPicture] = []
        for (sample, text) in zip(samples, texts) {
            pictures.append(
                LabelledPicture(
                    name: FilePath(sample.member.name),
                    label: try Self.label(text, sample.label.name, positions),
                    place: .range(archive.file, sample.member.byteRange)))
        }
        self.init(
            labels: labels, pictures: pictures,
            otherFileCount: archive.members.count - members.count - notes.count)
    }

    /// Whether a member says a label.
    private static func isNote(_ member: TarMember) -> Bool {
        member.name.hasSuffix(".cls") || member.name.hasSuffix(".txt")
    }

    /// What the files of one sample have in common: the path up to the first dot of the last component.
    private static func key(of name: String) -> String {
        let file = name.lastIndex(of: "/").map { name.index(after: $0) } ?? name.startIndex
        return String(name[..<(name[file...].firstIndex(of: ".") ?? name.endIndex)])
    }

    private static func labels(_ texts: [String], _ names: [String]) throws(FileError) -> LabelSet {
        if let name = names.first(where: { $0.hasSuffix(".cls") }) {
            throw FileError(
                .malformed, at: "'\(name)'", found: "it says a label's number, and there are no labels",
                allowed: "--labels-from names them")
        }
        return try LabelSet(Set(texts).sorted().map { Label($0) })
    }

    private static func label(_ text: String, _ name: String, _ positions: [String: Int]) throws(FileError)
        -> Int
    {
        guard name.hasSuffix(".cls"), let number = Int(text) else {
            return try position(of: text, in: positions, at: "'\(name)'")
        }
        let count = Set(positions.values).count
        guard (0..<count).contains(number) else {
            throw FileError(
                .malformed, at: "'\(name)'", found: "it says label \(number)", allowed: "0 to \(count - 1)")
        }
        return number
    }
}
