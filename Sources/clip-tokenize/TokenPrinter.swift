import ByteIO
import StrictJSON
import Tokenizer
import ToolSupport

/// Prints texts' ids, and complains about texts that have none.
struct TokenPrinter {
    private let encoder: TextEncoder
    private let json: Bool
    /// Number of the text that is being printed.
    private var number = 0
    private var hasFailed = false
    private var lines = ""

    init(encoder: TextEncoder, json: Bool) {
        self.encoder = encoder
        self.json = json
    }

    /// Prints a text's line, now or with the lines of later texts.
    ///
    /// - Parameter number: by which a complaint calls the text.
    mutating func print(_ record: RecordReader.Record, number: Int) throws(FileError) {
        self.number = number
        guard !record.isCut else {
            return try complain("has more than \(Units.count(Tokenizer.byteLimit)) bytes")
        }
        switch StrictText.decode(record.bytes) {
        case .failure(let error): try complain("is not UTF-8 from byte \(error.offset) on")
        case .success(let text): try print(text)
        }
    }

    /// Prints what still waits.
    mutating func flush() throws(FileError) {
        try StandardStream.output.write(lines)
        lines = ""
    }

    /// Whether a text had no ids.
    var exitCode: Int32 { hasFailed ? 65 : 0 }

    private mutating func print(_ text: String) throws(FileError) {
        let ids: [Int32]
        do {
            ids = try encoder.ids(of: text)
        } catch {
            let advice = error.code == .tooManyTokens ? "; --truncate cuts it" : ""
            return try complain(error.description + advice)
        }
        lines += json ? line(text, ids) : ids.map(String.init).joined(separator: " ") + "\n"
        if lines.utf8.count > 1 << 16 { try flush() }
    }

    private func line(_ text: String, _ ids: [Int32]) -> String {
        let object: JSONValue = ["text": .string(text), "ids": .array(ids.map { .integer(Int($0)) })]
        return object.text + "\n"
    }

    /// One line on standard error, after what was printed before it.
    private mutating func complain(_ sentence: String) throws(FileError) {
        try flush()
        hasFailed = true
        ClipTokenize.complain("text \(number): \(sentence)")
    }
}
