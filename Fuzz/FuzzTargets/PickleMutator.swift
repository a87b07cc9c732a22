import TestSupport

/// Changes pickles opcode by opcode: what comes out is nearly always a stream of opcodes again, so that the machine
/// runs far into it.
enum PickleMutator {
    /// The pickles in `bytes` with one to four changes; what follows them stays.
    static func rearranged(_ bytes: ArraySlice<UInt8>, by generator: inout SeededGenerator) -> [UInt8] {
        var operations = PickleOperations.split(bytes)
        for _ in 0..<Int.random(in: 1...4, using: &generator) { change(&operations, by: &generator) }
        return operations.flatMap(\.self)
    }

    private static func change(_ operations: inout [[UInt8]], by generator: inout SeededGenerator) {
        guard !operations.isEmpty else {
            operations.append(invented(by: &generator))
            return
        }
        let place = Int.random(in: operations.indices, using: &generator)
        let length = Int.random(in: 1...8, using: &generator)
        let run = place..<min(operations.count, place + length)
        let target = Int.random(in: operations.startIndex...operations.endIndex, using: &generator)
        switch Int.random(in: 0..<8, using: &generator) {
        case 0: operations.remove(at: place)
        case 1: operations.removeSubrange(run)
        case 2: operations.insert(contentsOf: operations[run], at: target)
        case 3:
            let moved = operations[run]
            operations.removeSubrange(run)
            operations.insert(contentsOf: moved, at: min(target, operations.count))
        case 4: operations.insert(invented(by: &generator), at: target)
        case 5: operations.insert(tensor(by: &generator), at: target)
        case 6: operations[place] = invented(by: &generator)
        default: changeArgument(of: &operations[place], by: &generator)
        }
    }

    /// Another argument for the same opcode.
    private static func changeArgument(of operation: inout [UInt8], by generator: inout SeededGenerator) {
        guard let code = operation.first, operation.count > 1 else { return }
        if Bool.random(using: &generator) {
            let place = Int.random(in: 1..<operation.count, using: &generator)
            operation[place] = UInt8.random(in: .min ... .max, using: &generator)
        } else {
            operation = PickleOperations.operation(code, by: &generator)
        }
    }

    private static func invented(by generator: inout SeededGenerator) -> [UInt8] {
        let code = PickleOperations.codes.randomElement(using: &generator) ?? 0x4E
        return PickleOperations.operation(code, by: &generator)
    }

    /// All of a tensor's reconstruction, with numbers that need not fit together.
    private static func tensor(by generator: inout SeededGenerator) -> [UInt8] {
        func few(_ generator: inout SeededGenerator) -> [Int] {
            (0..<Int.random(in: 0...3, using: &generator)).map { _ in PickleOperations.number(by: &generator)
            }
        }
        var builder = PickleBuilder(protocol: nil)
        builder.tensor(
            ["FloatStorage", "HalfStorage", "LongStorage", "BoolStorage"].randomElement(using: &generator)
                ?? "",
            key: PickleOperations.strings.randomElement(using: &generator) ?? "0",
            count: PickleOperations.number(by: &generator), offset: PickleOperations.number(by: &generator),
            shape: few(&generator), strides: few(&generator))
        return builder.bytes
    }
}
