import ByteIO
import Testing

@testable import Checkpoints

/// The inert machine, opcode by opcode.
@Suite struct PickleMachineTests {
    private func run(_ bytes: [UInt8]) throws -> Pickle {
        var work = WorkBudget.checkpoint
        return try PickleMachine.run(bytes, work: &work)
    }

    /// Each opcode alone, on an empty stack and on a full one: an error or a value, never a trap.
    @Test(arguments: 0...255) func everyOpcodeIsSurvived(_ opcode: Int) {
        for filling: [UInt8] in [
            [], [0x4E], [0x4E, 0x4E, 0x4E], [0x28, 0x4E, 0x4E], [0x7D], [0x5D], [0x29, 0x29],
        ] {
            for rest: [UInt8] in [[], [0x2E], [0, 0x2E], [UInt8](repeating: 0xFF, count: 12) + [0x2E]] {
                _ = try? run([0x80, 2] + filling + [UInt8(opcode)] + rest)
            }
        }
    }

    /// What lies below a mark belongs to what began before it.
    @Test func valueBelowAMarkIsNotMemorised() throws {
        let (none, mark, put): (UInt8, UInt8, [UInt8]) = (0x4E, 0x28, [0x71, 0])
        // A tuple of what lies above the mark, and a pair of the value below and that.
        let end: [UInt8] = [0x74, 0x86, 0x2E]
        #expect(throws: FileError.self) { try run([0x80, 2, none, mark] + put + end) }
        #expect(throws: Never.self) { try run([0x80, 2, none, mark, none] + put + end) }
    }

    @Test func protocol3IsRead() throws {
        #expect(try run([0x80, 3, 0x4B, 7, 0x2E]).integer(Int32(11)) == 7)
    }

    /// To compare such a string with a name would take the square of its length.
    @Test(arguments: [(100, true), (200, false)])
    func longRunOfCombiningCharactersIsRefused(_ count: Int, _ isRead: Bool) {
        let text = Array(String(repeating: "\u{323}\u{301}", count: count).utf8)
        let length = (0..<4).map { UInt8(truncatingIfNeeded: text.count >> (8 * $0)) }
        #expect(((try? run([0x80, 2, 0x58] + length + text + [0x2E])) != nil) == isRead)
    }

    @Test func numbersAreThoseOfPython() throws {
        func value(_ bytes: [UInt8]) throws -> PickleNode {
            let pickle = try run([0x80, 2] + bytes + [0x2E])
            return pickle[pickle.root]
        }
        guard case .integer(-1) = try value([0x8A, 1, 0xFF]),
            case .integer(255) = try value([0x8A, 2, 0xFF, 0]),
            case .integer(0) = try value([0x8A, 0]),
            case .integer(-5) = try value([0x4A, 0xFB, 0xFF, 0xFF, 0xFF]),
            case .integer(Int.min) = try value([0x8A, 8, 0, 0, 0, 0, 0, 0, 0, 0x80]),
            case .float(1.5) = try value([0x47, 0x3F, 0xF8, 0, 0, 0, 0, 0, 0])
        else {
            Issue.record("a number was read wrongly")
            return
        }
    }
}
