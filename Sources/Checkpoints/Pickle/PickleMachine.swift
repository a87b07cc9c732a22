import ByteIO

/// Just enough of a pickle machine to read PyTorch's checkpoints, and nothing that could act.
///
/// It builds inert nodes (`PickleNode`). It imports nothing, calls nothing, allocates nothing on a stranger's
/// word, and stops at the bounds of `Limits`. Protocol 2 (and 3, whose opcodes in PyTorch's files are the
/// same), as PyTorch writes it; protocols 4 and 5 are refused, as by PyTorch's own restricted reader.
struct PickleMachine {
    var reader: ByteReader
    var nodes: [PickleNode] = []
    /// How deep the values inside each node reach.
    private var depths: [UInt16] = []
    var stack: [PickleNode.Identifier] = []
    private var marks: [Int] = []
    private var memo: [UInt32: PickleNode.Identifier] = [:]
    /// What the pickle may cost, by the bytes of it that have been read.
    var work: WorkBudget

    /// Nodes that every pickle shares, so that opcodes of one byte cost no memory.
    private static let noneNode: PickleNode.Identifier = 0
    private static let falseNode: PickleNode.Identifier = 1
    private static let trueNode: PickleNode.Identifier = 2
    private static let emptyTupleNode: PickleNode.Identifier = 3
    private static let firstIntegerNode: PickleNode.Identifier = 4

    /// What an entry of the memo takes, with room to grow.
    private static let memoEntryByteCount = 16

    private init(_ reader: ByteReader, _ work: WorkBudget) {
        self.reader = reader
        self.work = work
        nodes = [.none, .bool(false), .bool(true), .tuple([])] + (0...255).map(PickleNode.integer)
        depths = [UInt16](repeating: 0, count: nodes.count)
    }

    /// Gives the bytes of the same file from an offset on, nil where it has no more than the last reader had.
    typealias Continuation = (_ offset: Int) throws(FileError) -> ByteReader?

    /// Runs one pickle and leaves the reader behind its STOP.
    ///
    /// - Parameter continuation: asked where the reader's bytes end within an opcode.
    static func run(
        _ reader: inout ByteReader, work: inout WorkBudget,
        continuation: Continuation = { _ throws(FileError) in nil }
    ) throws(FileError) -> Pickle {
        var machine = PickleMachine(reader, work)
        defer { work = machine.work }
        let root = try machine.run(continuation)
        reader = machine.reader
        return Pickle(nodes: machine.nodes, root: root)
    }

    /// Runs a pickle that must be all of these bytes.
    static func run(_ bytes: [UInt8], work: inout WorkBudget) throws(FileError) -> Pickle {
        guard bytes.count <= Limits.pickleBytes else {
            throw FileError(
                .malformed, found: "the pickle has \(bytes.count) bytes",
                allowed: "at most \(Limits.pickleBytes)")
        }
        var reader = ByteReader(bytes)
        let pickle = try run(&reader, work: &work)
        guard reader.isAtEnd else {
            throw FileError(
                .malformed, at: "pickle \(reader.offsetDescription)",
                found: "\(reader.remaining) bytes follow the end of the pickle")
        }
        return pickle
    }

    private mutating func run(_ continuation: Continuation) throws(FileError) -> PickleNode.Identifier {
        try requireProtocol()
        var operations = 0
        while operations < Limits.pickleOperations {
            let place = reader.position
            do throws(FileError) {
                if try step() {
                    guard stack.count == 1, marks.isEmpty else {
                        throw failure("the pickle ends with \(stack.count) values", allowed: "one")
                    }
                    return stack[0]
                }
            } catch {
                // An opcode reads its operands before it does anything, so that it can be read once more.
                guard reader.endedEarly, let wider = try continuation(reader.base + place) else {
                    throw error
                }
                reader = wider
                continue
            }
            work.admit(reader.position - place)
            try charge(1, .steps)
            operations += 1
        }
        throw failure("the pickle goes on", allowed: "at most \(Limits.pickleOperations) opcodes")
    }

    /// Executes the next opcode; true for STOP.
    private mutating func step() throws(FileError) -> Bool {
        let place = reader.position
        let code = try reader.byte()
        guard let opcode = PickleOpcode(rawValue: code), opcode != .proto else {
            reader = try rewound(to: place)
            throw failure(
                "opcode \(hexadecimal(code)) is not one that PyTorch's checkpoints have", code: .unsupported)
        }
        if opcode == .stop { return true }
        try execute(opcode)
        return false
    }

    private mutating func requireProtocol() throws(FileError) {
        guard try reader.byte() == PickleOpcode.proto.rawValue else {
            throw failure("the pickle does not begin with its protocol")
        }
        let version = try reader.byte()
        guard version == 2 || version == 3 else {
            throw FileError(
                .unsupported, at: "pickle \(reader.offsetDescription)",
                found: "the pickle has protocol \(version)",
                allowed: "2 or 3: save it again with torch.save's default pickle_protocol=2")
        }
    }

    private mutating func execute(_ opcode: PickleOpcode) throws(FileError) {
        switch opcode {
        case .none: try push(Self.noneNode)
        case .newTrue: try push(Self.trueNode)
        case .newFalse: try push(Self.falseNode)
        case .binInt: try pushInteger(Int(try reader.integer(Int32.self)))
        case .binInt1: try pushInteger(Int(try reader.byte()))
        case .binInt2: try pushInteger(Int(try reader.integer(UInt16.self)))
        case .long1: try pushInteger(try longInteger())
        case .binFloat: try make(.float(Double(bitPattern: try reader.integer(UInt64.self).byteSwapped)))
        case .binUnicode: try make(.string(try text()))
        case .shortBinString: try make(.bytes(count: try reader.slice(Int(try reader.byte())).count))

        case .mark: try mark()
        case .emptyTuple: try push(Self.emptyTupleNode)
        case .tuple: try make(.tuple(try popToMark()))
        case .tuple1: try make(.tuple(try pop(1)))
        case .tuple2: try make(.tuple(try pop(2)))
        case .tuple3: try make(.tuple(try pop(3)))
        case .emptyList: try make(.list([]))
        case .list: try make(.list(try popToMark()))
        case .append: try append(pop(1))
        case .appends: try append(popToMark())
        case .emptyDictionary: try make(.dictionary([]))
        case .dictionary: try makeDictionary(entries(popToMark()))
        case .setItem: try insert(entries(pop(2)))
        case .setItems: try insert(entries(popToMark()))
        case .emptySet: try make(.set)

        case .global: try make(.global(try globalName()))
        case .binPersistentIdentifier: try make(.persistent(try pop(1)[0]))
        case .newObject: try makeInstance()
        case .reduce: try makeCallResult()
        case .build: try setState()

        case .binGet: try recall(UInt32(try reader.byte()))
        case .longBinGet: try recall(try reader.integer(UInt32.self))
        case .binPut: try memorize(UInt32(try reader.byte()))
        case .longBinPut: try memorize(try reader.integer(UInt32.self))
        case .proto, .stop: throw failure("the pickle states its protocol twice")
        }
    }
}

// MARK: Stack, marks, memo and nodes

extension PickleMachine {
    func failure(
        _ found: String, allowed: String? = nil, code: FileError.Code = .malformed
    ) -> FileError {
        FileError(code, at: "pickle \(reader.offsetDescription)", found: found, allowed: allowed)
    }

    /// Charges what this opcode costs.
    mutating func charge(_ amount: Int, _ cost: WorkBudget.Cost) throws(FileError) {
        do {
            try work.charge(amount, cost, for: "the pickle")
        } catch {
            throw error.within("pickle \(reader.offsetDescription)")
        }
    }

    private func rewound(to position: Int) throws(FileError) -> ByteReader {
        var rewound = reader
        try rewound.seek(to: position)
        return rewound
    }

    private func hexadecimal(_ byte: UInt8) -> String {
        "0x" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
    }

    mutating func push(_ node: PickleNode.Identifier) throws(FileError) {
        guard stack.count < Limits.pickleStack else {
            throw failure("the pickle's stack overflows", allowed: "at most \(Limits.pickleStack) values")
        }
        stack.append(node)
    }

    /// Adds a node and pushes it.
    ///
    /// - Parameter depth: how deep the values in it reach, where it is no tuple, list or persistent id.
    mutating func make(_ node: PickleNode, depth: UInt16 = 0) throws(FileError) {
        guard nodes.count < Limits.pickleNodes else {
            throw failure("the pickle makes more and more values", allowed: "at most \(Limits.pickleNodes)")
        }
        try charge(1, .nodes)
        try charge(node.byteCount, .bytes)
        nodes.append(node)
        depths.append(0)
        let identifier = PickleNode.Identifier(nodes.count - 1)
        switch node {
        case .tuple(let items), .list(let items): try deepen(identifier, by: items)
        case .persistent(let inner): try deepen(identifier, by: CollectionOfOne(inner))
        default: try setDepth(of: identifier, to: depth)
        }
        try push(identifier)
    }

    /// Adds a dict of these entries and pushes it.
    mutating func makeDictionary(_ entries: [PickleNode.Entry]) throws(FileError) {
        try make(.dictionary(entries))
        if let identifier = stack.last { try deepen(identifier, by: entries) }
    }

    /// How deep the values in a node reach.
    func depth(of node: PickleNode.Identifier) -> UInt16 { depths[Int(node)] }

    /// Notes that a node now holds others.
    mutating func deepen(
        _ node: PickleNode.Identifier, by items: some Collection<PickleNode.Identifier>
    ) throws(FileError) {
        try charge(items.count, .steps)
        var depth = depths[Int(node)]
        for item in items where depths[Int(item)] >= depth { depth = depths[Int(item)] + 1 }
        try setDepth(of: node, to: depth)
    }

    /// Notes that a dict now holds these.
    mutating func deepen(_ node: PickleNode.Identifier, by entries: [PickleNode.Entry]) throws(FileError) {
        try charge(entries.count, .steps)
        var depth = depths[Int(node)]
        for entry in entries { depth = max(depth, depths[Int(entry.key)] + 1, depths[Int(entry.value)] + 1) }
        try setDepth(of: node, to: depth)
    }

    private mutating func setDepth(of node: PickleNode.Identifier, to depth: UInt16) throws(FileError) {
        guard depth <= Limits.nesting else {
            throw failure("values lie too deep in one another", allowed: "at most \(Limits.nesting) levels")
        }
        depths[Int(node)] = depth
    }

    private mutating func pushInteger(_ value: Int) throws(FileError) {
        if let small = UInt8(exactly: value) {
            try push(Self.firstIntegerNode + PickleNode.Identifier(small))
        } else {
            try make(.integer(value))
        }
    }

    /// The last `count` values above the mark, if there is one.
    mutating func pop(_ count: Int) throws(FileError) -> [PickleNode.Identifier] {
        guard stack.count - (marks.last ?? 0) >= count else {
            throw failure("an opcode needs \(count) values", allowed: "the stack has fewer")
        }
        let items = Array(stack.suffix(count))
        stack.removeLast(count)
        return items
    }

    private mutating func mark() throws(FileError) {
        guard marks.count < Limits.nesting else {
            throw failure("values lie too deep in one another", allowed: "at most \(Limits.nesting) levels")
        }
        marks.append(stack.count)
    }

    private mutating func popToMark() throws(FileError) -> [PickleNode.Identifier] {
        guard let start = marks.popLast() else { throw failure("an opcode needs a mark, and there is none") }
        try charge(stack.count - start, .steps)
        let items = Array(stack[start...])
        stack.removeLast(items.count)
        return items
    }

    private mutating func recall(_ key: UInt32) throws(FileError) {
        guard let node = memo[key] else { throw failure("memo entry \(key) is read before it is written") }
        try push(node)
    }

    private mutating func memorize(_ key: UInt32) throws(FileError) {
        guard let top = stack.last, stack.count > (marks.last ?? 0) else {
            throw failure("there is no value to put into the memo")
        }
        guard memo.count < Limits.pickleMemo else {
            throw failure("the memo grows and grows", allowed: "at most \(Limits.pickleMemo) entries")
        }
        try charge(Self.memoEntryByteCount, .bytes)
        memo[key] = top
    }
}
