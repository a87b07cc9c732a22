import ByteIO

// Opcodes that read a scalar, or fill a container.
extension PickleMachine {
    /// LONG1: a two's complement number of up to eight bytes.
    mutating func longInteger() throws(FileError) -> Int {
        let bytes = try reader.slice(Int(try reader.byte()))
        guard bytes.count <= 8 else {
            throw failure("an integer has \(bytes.count) bytes", allowed: "at most 8")
        }
        var value: Int64 = bytes.last.map { $0 >= 0x80 ? -1 : 0 } ?? 0
        for byte in bytes.reversed() { value = value << 8 | Int64(byte) }
        return Int(value)
    }

    /// BINUNICODE: a length and that many bytes of UTF-8.
    mutating func text() throws(FileError) -> String {
        let count = try reader.integer(UInt32.self)
        guard count <= Limits.pickleStringBytes else {
            throw failure("a string has \(count) bytes", allowed: "at most \(Limits.pickleStringBytes)")
        }
        try charge(Int(count), .bytes)
        let place = "pickle \(reader.offsetDescription)"
        let text = try FileError.requireText(try reader.slice(Int(count)), "a string", at: place)
        guard !CombiningRun.isTooLong(in: text) else {
            throw failure(
                "a string has a long run of combining characters",
                allowed: CombiningRun.allowed)
        }
        return text
    }

    /// GLOBAL: two lines, a module and a name in it.
    mutating func globalName() throws(FileError) -> PickleGlobal {
        let place = "pickle \(reader.offsetDescription)"
        let module = try reader.line(limit: Limits.pickleLineBytes)
        let name = try reader.line(limit: Limits.pickleLineBytes)
        return try PickleGlobal(
            module: try FileError.requireText(module, "a module's name", at: place),
            name: try FileError.requireText(name, "a class's name", at: place), at: place)
    }

    /// Keys and values in turn, paired.
    func entries(_ items: [PickleNode.Identifier]) throws(FileError) -> [PickleNode.Entry] {
        guard items.count.isMultiple(of: 2) else { throw failure("a dict has a key without a value") }
        return stride(from: 0, to: items.count, by: 2).map {
            PickleNode.Entry(key: items[$0], value: items[$0 + 1])
        }
    }

    /// APPEND, APPENDS: onto the list below.
    mutating func append(_ items: [PickleNode.Identifier]) throws(FileError) {
        guard let target = try top(), case .list(var list) = nodes[Int(target)] else {
            throw failure("items are appended to something that is not a list")
        }
        try deepen(target, by: items)
        try charge(items.count * MemoryLayout<PickleNode.Identifier>.stride, .bytes)
        // Without a second reference to the array, appending copies nothing.
        nodes[Int(target)] = .none
        list.append(contentsOf: items)
        nodes[Int(target)] = .list(list)
    }

    /// SETITEM, SETITEMS: into the dict below.
    mutating func insert(_ items: [PickleNode.Entry]) throws(FileError) {
        guard let target = try top(), case .dictionary(var entries) = nodes[Int(target)] else {
            throw failure("items are set in something that is not a dict")
        }
        try deepen(target, by: items)
        try charge(items.count * MemoryLayout<PickleNode.Entry>.stride, .bytes)
        nodes[Int(target)] = .none
        entries.append(contentsOf: items)
        nodes[Int(target)] = .dictionary(entries)
    }

    private mutating func top() throws(FileError) -> PickleNode.Identifier? {
        let items = try pop(1)
        try push(items[0])
        return items.first
    }
}
