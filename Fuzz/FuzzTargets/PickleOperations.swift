import TestSupport

/// Opcodes with their arguments, as Python's `pickletools` lists them.
enum PickleOperations {
    /// What PyTorch writes, and some that are refused: INST, STACK_GLOBAL, OBJ, LONG4, MEMOIZE, FRAME.
    static let codes: [UInt8] = [
        0x80, 0x2E, 0x28, 0x63, 0x4E, 0x88, 0x89, 0x4A, 0x4B, 0x4D, 0x8A, 0x47, 0x58, 0x55, 0x29, 0x74, 0x85,
        0x86, 0x87, 0x5D, 0x6C, 0x61, 0x65, 0x7D, 0x64, 0x73, 0x75, 0x8F, 0x51, 0x81, 0x52, 0x62, 0x68, 0x6A,
        0x71, 0x72, 0x69, 0x93, 0x6F, 0x8B, 0x94, 0x95,
    ]

    /// Texts that mean something in a checkpoint.
    static let strings = [
        "0", "1", "2", "3", "", "storage", "cpu", "cuda:0", "weight", "bias", "state_dict", "training",
        "_parameters", "_buffers", "_modules", "_metadata", "version", "little_endian", "module.weight",
        "a.b",
        "\u{0}", "weight\n", String(repeating: "x", count: 300),
    ]

    private static let globals = [
        "torch._utils\n_rebuild_tensor_v2", "torch._utils\n_rebuild_parameter", "torch\nFloatStorage",
        "torch._utils\n_rebuild_parameter_with_state", "torch\nHalfStorage", "torch\nBFloat16Storage",
        "torch\nLongStorage", "torch\nSize", "collections\nOrderedDict", "__torch__\nModule",
        "__torch__.model\nCLIP", "torch.nn.modules.linear\nLinear", "os\nsystem", "builtins\neval", "\n",
    ]

    private static let numbers = [
        0, 1, 2, 3, 4, 6, 12, 24, -1, 255, 256, 1 << 31 - 1, 1 << 31, -1 << 31, 1 << 32, 1 << 53, .max, .min,
    ]

    /// A number, most often one at which something could go wrong.
    static func number(by generator: inout SeededGenerator) -> Int {
        numbers.randomElement(using: &generator) ?? 0
    }

    /// An opcode with an argument that it may have.
    static func operation(_ code: UInt8, by generator: inout SeededGenerator) -> [UInt8] {
        let number = number(by: &generator)
        switch code {
        case 0x80: return [code, [2, 2, 2, 3, 4].randomElement(using: &generator) ?? 2]
        case 0x4B, 0x68, 0x71: return [code, UInt8.random(in: 0..<32, using: &generator)]
        case 0x6A, 0x72: return [code] + little(Int.random(in: 0..<32, using: &generator), 4)
        case 0x4D: return [code] + little(number, 2)
        case 0x4A: return [code] + little(number, 4)
        case 0x47: return [code] + little(number, 8)
        case 0x8A:
            let count = Int.random(in: 0...9, using: &generator)
            return [code, UInt8(count)] + little(number, count)
        case 0x55, 0x58:
            let text = Array((strings.randomElement(using: &generator) ?? "").utf8)
            return [code] + little(text.count, code == 0x55 ? 1 : 4) + text
        case 0x63, 0x69: return [code] + Array("\(globals.randomElement(using: &generator) ?? "")\n".utf8)
        default: return [code]
        }
    }

    /// The opcodes of pickles that follow one another; one last piece of whatever is none.
    static func split(_ bytes: ArraySlice<UInt8>) -> [[UInt8]] {
        var operations: [[UInt8]] = []
        var rest = bytes
        while let count = length(of: rest), count <= rest.count {
            operations.append(Array(rest.prefix(count)))
            rest = rest.dropFirst(count)
        }
        return rest.isEmpty ? operations : operations + [Array(rest)]
    }

    /// Bytes of the first opcode and its argument; nil for one that is not known.
    private static func length(of bytes: ArraySlice<UInt8>) -> Int? {
        guard let code = bytes.first, codes.contains(code) else { return nil }
        let argument = bytes.dropFirst()
        switch code {
        case 0x80, 0x4B, 0x68, 0x71: return 2
        case 0x4D: return 3
        case 0x4A, 0x6A, 0x72: return 5
        case 0x47, 0x95: return 9
        case 0x8A, 0x55: return argument.first.map { 2 + Int($0) }
        case 0x58, 0x8B:
            return argument.count < 4
                ? nil : 5 + argument.prefix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
        case 0x63, 0x69:
            let ends = argument.indices.filter { argument[$0] == UInt8(ascii: "\n") }.prefix(2)
            return ends.count < 2 ? nil : ends[ends.startIndex + 1] - bytes.startIndex + 1
        default: return 1
        }
    }
}
