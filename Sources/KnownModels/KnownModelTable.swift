/// One of the tables in `Checksums`: text in UTF-8, a row a line, columns separated by one tab.
///
/// Lines that begin with `#` are comments, and the first other line names the columns. A row that breaks the
/// rules is reported, not loaded, so that a mistake in a table cannot stop the program.
struct KnownModelTable {
    static let columns = ["name", "file", "bytes", "sha256", "md5", "activation"]
    /// What stands for a value that nobody states.
    static let unknown = "-"
    static let activations: Set<String> = ["quick_gelu", "gelu"]

    /// The rows.
    private(set) var models: [KnownModel] = []
    /// What is wrong, with the number of the line.
    private(set) var problems: [String] = []

    init(parsing bytes: [UInt8], of publisher: KnownModel.Publisher) {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            problems.append("the table is not UTF-8")
            return
        }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: true).enumerated()
            .filter { !$0.element.hasPrefix("#") }
        guard lines.first?.element == Substring(Self.columns.joined(separator: "\t")) else {
            problems.append("the columns are not \(Self.columns.joined(separator: ", "))")
            return
        }
        for (index, line) in lines.dropFirst() {
            if let model = KnownModel(row: line, of: publisher) {
                models.append(model)
            } else {
                problems.append("line \(index + 1): \(line)")
            }
        }
    }
}

extension KnownModel {
    fileprivate init?(row: Substring, of publisher: Publisher) {
        let cells = row.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
        guard cells.count == KnownModelTable.columns.count, cells.allSatisfy({ !$0.isEmpty }) else {
            return nil
        }
        let (bytes, sha256, md5, activation) = (cells[2], cells[3], cells[4], cells[5])
        guard bytes == KnownModelTable.unknown || Int(bytes).map({ $0 > 0 }) == true,
            Self.isHexadecimal(sha256, digits: [8, 64]),
            md5 == KnownModelTable.unknown || Self.isHexadecimal(md5, digits: [32]),
            KnownModelTable.activations.contains(activation)
        else { return nil }
        name = cells[0]
        self.publisher = publisher
        fileName = cells[1]
        byteCount = Int(bytes)
        self.sha256 = sha256
        self.md5 = md5 == KnownModelTable.unknown ? nil : md5
        activationName = activation
    }

    private static func isHexadecimal(_ text: String, digits: Set<Int>) -> Bool {
        digits.contains(text.utf8.count)
            && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }
}
