import ByteIO
import TestSupport
import Testing

@testable import Checkpoints

/// What short opcodes refer to again and again is charged each time, before it is copied or looked through.
@Suite struct PickleCostTests {
    private static let size = 100

    /// What a pickle costs as it is run, and walked where it is a state dict.
    private func steps(walking: Bool = false, _ build: (inout PickleBuilder) -> Void) throws -> Int {
        var builder = PickleBuilder()
        build(&builder)
        builder.code(".")
        var work = WorkBudget.checkpoint
        let pickle = try PickleMachine.run(builder.bytes, work: &work)
        if walking { _ = try? StateDictWalk(pickle, work: &work) }
        return work.spent(.steps)
    }

    /// What a pickle costs for each of some uses of one long value.
    private func stepsOfAUse(
        walking: Bool = false, _ build: (inout PickleBuilder, Int) -> Void
    ) throws -> Int {
        let uses = (10, 20)
        let few = try steps(walking: walking) { build(&$0, uses.0) }
        let many = try steps(walking: walking) { build(&$0, uses.1) }
        return (many - few) / (uses.1 - uses.0)
    }

    @Test func everyCopyIntoAnOrderedDictIsCharged() throws {
        let steps = try stepsOfAUse { builder, uses in
            builder.raw([0x28, 0x5D, 0x71, 0, 0x28])
            for _ in 0..<Self.size { builder.raw([0x4E, 0x4E, 0x86]) }
            builder.code("e")
            for _ in 0..<uses {
                builder.global("collections", "OrderedDict")
                builder.raw([0x68, 0, 0x85, 0x52])
            }
            builder.code("t")
        }
        // The copy, and the search for how deep its values reach.
        #expect(steps >= 2 * Self.size, "\(steps)")
    }

    /// A tuple's depth is known, so an instance costs the same whatever it is made with.
    @Test func instanceIsMadeWithoutALookAtItsArguments() throws {
        let steps = try stepsOfAUse { builder, uses in
            builder.raw([0x28])
            builder.tuple { $0.raw([UInt8](repeating: 0x4E, count: Self.size)) }
            builder.raw([0x71, 0])
            builder.global("my.model", "Thing")
            builder.raw([0x71, 1])
            for _ in 0..<uses { builder.raw([0x68, 1, 0x68, 0, 0x81]) }
            builder.code("t")
        }
        #expect(steps < Self.size / 2, "\(steps)")
    }

    @Test func everySearchThroughAStateIsCharged() throws {
        let steps = try stepsOfAUse(walking: true) { builder, uses in
            func module(_ builder: inout PickleBuilder, _ state: (inout PickleBuilder) -> Void) {
                builder.global("my.model", "Thing")
                builder.raw([0x29, 0x81])
                builder.dictionary(state)
                builder.code("b")
            }
            module(&builder) { state in
                state.string("_modules")
                state.dictionary { members in
                    members.string("first")
                    module(&members) { shared in
                        for other in 0..<Self.size {
                            shared.string("x\(other)")
                            shared.code("N")
                        }
                        shared.string("_modules")
                        shared.raw([0x7D])
                    }
                    members.raw([0x71, 0])
                    for index in 0..<uses {
                        members.string("m\(index)")
                        members.raw([0x68, 0])
                    }
                }
            }
        }
        #expect(steps >= Self.size, "\(steps)")
    }
}
