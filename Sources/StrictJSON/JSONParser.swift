package import ByteIO

extension JSONValue {
    /// Parses a whole text.
    ///
    /// Strict where libraries are generous, because two readers must never see two different things: UTF-8
    /// only and without byte order mark, no key twice in an object, no comments, no trailing commas, no lone
    /// surrogates, numbers exactly by the grammar. An integer that does not fit in 64 bits is refused.
    ///
    /// - Throws: `JSONError` at the first byte that is wrong. Time and memory are linear in the text.
    public init(parsing text: some Collection<UInt8>) throws(JSONError) {
        var work = WorkBudget.json
        work.admit(text.count)
        try self.init(parsing: text, work: &work)
    }

    /// Parses a whole text that is part of an input and charges the input's budget, to which the text's bytes have
    /// been admitted; throws as `init(parsing:)`.
    package init(parsing text: some Collection<UInt8>, work: inout WorkBudget) throws(JSONError) {
        try self.init(parsing: text, work: &work, values: Limits.values, members: Limits.members)
    }

    /// The same of a text that may have more values, and objects of more members, than others.
    package init(
        parsing text: some Collection<UInt8>, work: inout WorkBudget, values: Int, members: Int
    ) throws(JSONError) {
        var parser = JSONParser(Array(text), work, values: values, members: members)
        defer { work = parser.work }
        self = try parser.document()
    }
}

struct JSONParser {
    let bytes: [UInt8]
    var position = 0
    /// What the input that the text is part of may cost.
    var work: WorkBudget
    /// Bytes of the text that have been charged.
    var chargedCount = 0
    private var valueCount = 0
    private let valueLimit: Int
    private let memberLimit: Int

    init(_ bytes: [UInt8], _ work: WorkBudget, values: Int, members: Int) {
        self.bytes = bytes
        self.work = work
        valueLimit = values
        memberLimit = members
    }

    mutating func document() throws(JSONError) -> JSONValue {
        skipWhiteSpace()
        let value = try value(depth: 0)
        skipWhiteSpace()
        guard position == bytes.count else { throw failure("there is more after the value") }
        try chargeText()
        return value
    }

    func failure(_ found: String, _ allowed: String? = nil) -> JSONError {
        JSONError(offset: position, found: found, allowed: allowed)
    }

    var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    /// Space, tab, line feed, carriage return; nothing else that Unicode calls white space.
    mutating func skipWhiteSpace() {
        while let byte = next, byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D { position += 1 }
    }

    private mutating func skip(_ byte: UInt8) -> Bool {
        guard next == byte else { return false }
        position += 1
        return true
    }

    /// A value in as many arrays and objects as `depth` says.
    private mutating func value(depth: Int) throws(JSONError) -> JSONValue {
        guard depth < Limits.depth || next != UInt8(ascii: "{") && next != UInt8(ascii: "[") else {
            throw failure("values lie too deep in one another", "at most \(Limits.depth) levels")
        }
        valueCount += 1
        guard valueCount <= valueLimit else {
            throw failure("there are more and more values", "at most \(valueLimit)")
        }
        try chargeValue()
        switch next {
        case UInt8(ascii: "{"): return .object(try object(depth: depth))
        case UInt8(ascii: "["): return .array(try array(depth: depth))
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try literal("true", .bool(true))
        case UInt8(ascii: "f"): return try literal("false", .bool(false))
        case UInt8(ascii: "n"): return try literal("null", .null)
        case nil: throw failure("the text ends", "a value")
        default: return try number()
        }
    }

    private mutating func literal(_ text: String, _ value: JSONValue) throws(JSONError) -> JSONValue {
        guard bytes[position...].starts(with: text.utf8) else { throw failure("this is no value", text) }
        position += text.utf8.count
        return value
    }

    private mutating func object(depth: Int) throws(JSONError) -> JSONObject {
        position += 1
        var object = JSONObject()
        skipWhiteSpace()
        if skip(UInt8(ascii: "}")) { return object }
        while true {
            skipWhiteSpace()
            let start = position
            guard next == UInt8(ascii: "\"") else { throw failure("an object's key is missing", "a string") }
            let key = try string()
            try chargeMember(key)
            skipWhiteSpace()
            guard skip(UInt8(ascii: ":")) else { throw failure("a key has no value", "':'") }
            skipWhiteSpace()
            guard object.append(key, try value(depth: depth + 1)) else {
                throw JSONError(offset: start, found: "the key '\(key)' is there twice", allowed: nil)
            }
            guard object.members.count <= memberLimit else {
                throw failure("an object has more and more members", "at most \(memberLimit)")
            }
            skipWhiteSpace()
            if skip(UInt8(ascii: "}")) { return object }
            guard skip(UInt8(ascii: ",")) else {
                throw failure("the object does not go on or end", "',' or '}'")
            }
        }
    }

    private mutating func array(depth: Int) throws(JSONError) -> [JSONValue] {
        position += 1
        var items: [JSONValue] = []
        skipWhiteSpace()
        if skip(UInt8(ascii: "]")) { return items }
        while true {
            skipWhiteSpace()
            items.append(try value(depth: depth + 1))
            skipWhiteSpace()
            if skip(UInt8(ascii: "]")) { return items }
            guard skip(UInt8(ascii: ",")) else {
                throw failure("the array does not go on or end", "',' or ']'")
            }
        }
    }
}
