import ByteIO
import SentencePiece
import TestSupport
import Testing

@Suite("SentencePiece tables")
struct TablesTests {
    @Test("the model of a model's tables is the model", arguments: ["c4-en", "gemma", "suffix", "pairs"])
    func tablesAreReadBack(name: String) throws {
        let model = try SentencePieceModel(protobuf: Repository.fixtureBytes("sentencepiece/\(name).model"))
        #expect(try SentencePieceModel(model.tables) == model)
        #expect(try SentencePieceModel(model.tables).tables == model.tables)
    }

    /// What is done to the tables of a small model, and what is said of the result.
    struct Damage: Sendable, CustomTestStringConvertible {
        let found: String
        let change: @Sendable (inout SentencePieceTables) -> Void
        var testDescription: String { found }
    }

    static let damages: [Damage] = [
        Damage(found: "4 pieces with 3 scores and 4 kinds") { $0.scores.removeLast() },
        Damage(found: "4 pieces with 4 scores and 5 kinds") { $0.kinds.append(1) },
        Damage(found: "0 pieces with 0 scores and 0 kinds") { ($0.ends, $0.scores, $0.kinds) = ([], [], []) },
        Damage(found: "[]") { $0.settings = [] },
        Damage(found: "[3, 0, 0, 0, 0, 0]") { $0.settings[0] = 3 },
        Damage(found: "[1, 0, 2, 0, 0, 0]") { $0.settings[2] = 2 },
        Damage(found: "it ends at 4 and begins at 5") { $0.ends[1] = 4 },
        Damage(found: "it ends at 5 and begins at 5") { $0.ends[1] = 5 },
        Damage(found: "it ends at 4294967295 and begins at 5") { $0.ends[1] = .max },
        Damage(found: "it ends at 9 and begins at 7") { $0.pieces.removeLast() },
        Damage(found: "10 bytes") { $0.pieces.append(0x61) },
        Damage(found: "it is of an unknown kind") { $0.kinds[2] = 7 },
        Damage(found: "its score is not a finite number") { $0.scores[2] = .nan },
        Damage(found: "a piece is not valid UTF-8") { $0.pieces[5] = 0xFF },
        Damage(found: "'a' is there twice") { $0.pieces[6] = 0x61 },
        Damage(found: "the tokenizer has 0 unknown pieces") { $0.kinds[0] = 1 },
        Damage(found: "the tokenizer has 0 pieces for bytes") { $0.settings[1] = 1 },
    ]

    @Test("tables that do not fit together are refused with the reason", arguments: damages)
    func isRefused(_ damage: Damage) throws {
        var tables = try SentencePieceModel(protobuf: ModelBytes.small).tables
        damage.change(&tables)
        let error = #expect(throws: FileError.self) { try SentencePieceModel(tables) }
        #expect(error?.found.hasPrefix(damage.found) == true, "\(error?.found ?? "")")
    }
}
