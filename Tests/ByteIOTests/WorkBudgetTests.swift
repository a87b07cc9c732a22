import ByteIO
import Testing

@Suite("Work budgets")
struct WorkBudgetTests {
    private static func budget(_ inputBytes: Int) -> WorkBudget {
        WorkBudget(
            inputBytes: inputBytes, bytes: .init(base: 10, perByte: 2), nodes: .init(base: 0, perByte: 1),
            steps: .init(base: .max, perByte: .max))
    }

    @Test("what is allowed grows with the input, and not one more is charged")
    func allowanceIsExact() throws {
        var budget = Self.budget(5)
        try budget.charge(20, .bytes, for: "a list")
        #expect(throws: FileError.self) { try budget.charge(1, .bytes, for: "a list") }
        #expect(budget.spent(.bytes) == 20)
        try budget.charge(5, .nodes, for: "a list")
        #expect(throws: FileError.self) { try budget.charge(1, .nodes, for: "a list") }
    }

    @Test("sums that overflow are refused, amounts below zero cost nothing")
    func overflowIsRefused() throws {
        var budget = Self.budget(1)
        try budget.charge(.max, .steps, for: "a walk")
        #expect(throws: FileError.self) { try budget.charge(1, .steps, for: "a walk") }
        try budget.charge(-5, .bytes, for: "a walk")
        #expect(budget.spent(.bytes) == 0)
    }
}
