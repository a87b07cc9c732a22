import TestSupport
import Testing

@testable import FuzzTargets

/// Pickles are taken apart at their opcodes.
@Suite struct PickleMutatorTests {
    private var pickle: [UInt8] {
        var builder = PickleBuilder()
        builder.dictionary {
            $0.string("weight")
            $0.tensor(key: "0", count: 6, shape: [2, 3], strides: [3, 1])
        }
        return builder.finished()
    }

    @Test func opcodesTogetherAreThePickle() {
        let operations = PickleOperations.split(pickle[...])
        #expect(operations.flatMap(\.self) == pickle)
        #expect(operations.count > 30)
        #expect(operations.allSatisfy { PickleOperations.codes.contains($0.first ?? 0) })
    }

    @Test func whatIsNoPickleStaysInOnePiece() {
        let storages = [UInt8](repeating: 0xFF, count: 40)
        #expect(PickleOperations.split((pickle + storages)[...]).last == storages)
    }

    @Test func rearrangedPickleIsOpcodesAgain() {
        var generator = SeededGenerator(seed: 1)
        var changed = 0
        for _ in 0..<200 {
            let rearranged = PickleMutator.rearranged(pickle[...], by: &generator)
            if rearranged != pickle { changed += 1 }
            #expect(PickleOperations.split(rearranged[...]).flatMap(\.self) == rearranged)
        }
        #expect(changed > 150)
    }
}
