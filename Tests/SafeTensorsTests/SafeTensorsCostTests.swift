import ByteIO
import SafeTensors
import TestSupport
import Testing

/// What a header and an index cost is charged to the budget of the input that they are part of.
@Suite struct SafeTensorsCostTests {
    /// A budget that allows a constant of one cost, and anything of the others.
    private func budget(_ cost: WorkBudget.Cost, _ amount: Int) -> WorkBudget {
        func allowance(_ other: WorkBudget.Cost) -> WorkBudget.Allowance {
            .init(base: other == cost ? amount : .max, perByte: 0)
        }
        return WorkBudget(bytes: allowance(.bytes), nodes: allowance(.nodes), steps: allowance(.steps))
    }

    private func header() throws -> InputFile {
        let text = Array(
            #"{"__metadata__":{"k":"v"},"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}"#.utf8)
        return try InputFile(inMemory: little(text.count, 8) + text + [1], namedAs: "file")
    }

    private func index() throws -> InputFile {
        try InputFile(
            inMemory: Array(#"{"weight_map":{"a":"x.safetensors","b":"y.safetensors"}}"#.utf8),
            namedAs: "index")
    }

    private func requireBounded(
        _ cost: WorkBudget.Cost, _ read: (inout WorkBudget) throws -> Void
    ) throws {
        var work = budget(cost, .max)
        try read(&work)
        let spent = work.spent(cost)
        var enough = budget(cost, spent)
        try read(&enough)
        var less = budget(cost, spent - 1)
        let error = #expect(throws: FileError.self) { try read(&less) }
        #expect(error?.code == .malformed)
        #expect(error?.found.hasSuffix("costs more than its size allows") == true)
        #expect(error?.allowed == "at most \(spent - 1) \(cost) in all")
    }

    @Test(arguments: WorkBudget.Cost.allCases) func headerIsBounded(_ cost: WorkBudget.Cost) throws {
        let file = try header()
        try requireBounded(cost) { _ = try SafeTensorsFile(file, work: &$0) }
    }

    @Test(arguments: WorkBudget.Cost.allCases) func indexIsBounded(_ cost: WorkBudget.Cost) throws {
        let file = try index()
        try requireBounded(cost) { _ = try SafeTensorsIndex(file, work: &$0) }
    }
}
