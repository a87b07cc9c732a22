/// A JSON value (RFC 8259), as the strict reader accepts it and the writer writes it.
public enum JSONValue: Sendable, Equatable {
    case null
    case bool(Bool)
    /// A number written without fraction and exponent that fits in 64 bits.
    case integer(Int)
    /// Any other number.
    case number(Double)
    case string(String)
    case array([JSONValue])
    case object(JSONObject)

    /// The value under a key of an object; nil for other values and keys that are not there.
    public subscript(key: String) -> JSONValue? {
        object?[key]
    }

    /// The text of a string.
    public var string: String? {
        if case .string(let value) = self { value } else { nil }
    }

    /// The number, if it is an integer.
    public var integer: Int? {
        if case .integer(let value) = self { value } else { nil }
    }

    /// The number, integer or not.
    public var number: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .number(let value): value
        default: nil
        }
    }

    /// The truth value.
    public var bool: Bool? {
        if case .bool(let value) = self { value } else { nil }
    }

    /// The items of an array.
    public var array: [JSONValue]? {
        if case .array(let value) = self { value } else { nil }
    }

    /// The object.
    public var object: JSONObject? {
        if case .object(let value) = self { value } else { nil }
    }

    /// Whether this is `null`.
    public var isNull: Bool { self == .null }
}

/// The members of a JSON object in their order, no key twice.
public struct JSONObject: Sendable, Equatable {
    /// A key and what stands under it.
    public struct Member: Sendable, Equatable {
        /// The key, unescaped.
        public let key: String
        /// The value.
        public var value: JSONValue
    }

    /// In the order of the text, or in which they were added.
    public private(set) var members: [Member] = []

    /// Where each key stands, once there are so many members that looking through them would be slow.
    ///
    /// By the key's bytes: Swift takes two spellings of one accented letter for the same string, JSON does not.
    private var positions: [[UInt8]: Int] = [:]
    private static let fewMembers = 8
    /// What a member takes beside its value and the bytes of its key: the key, and its entry in `positions`.
    static let memoryOfMember = MemoryLayout<String>.stride + MemoryLayout<([UInt8], Int)>.stride

    /// An object without members.
    public init() {}

    /// The value under a key; nil where there is none.
    ///
    /// Setting nil leaves the object as it is.
    public subscript(key: String) -> JSONValue? {
        get { position(of: key).map { members[$0].value } }
        set {
            guard let newValue else { return }
            if let position = position(of: key) {
                members[position].value = newValue
            } else {
                append(key, newValue)
            }
        }
    }

    /// Adds a member.
    ///
    /// Returns false, and changes nothing, if the key is there already.
    @discardableResult
    mutating func append(_ key: String, _ value: JSONValue) -> Bool {
        guard position(of: key) == nil else { return false }
        members.append(Member(key: key, value: value))
        if members.count == Self.fewMembers + 1 {
            for (position, member) in members.enumerated() { positions[Array(member.key.utf8)] = position }
        } else if members.count > Self.fewMembers {
            positions[Array(key.utf8)] = members.count - 1
        }
        return true
    }

    private func position(of key: String) -> Int? {
        if members.count > Self.fewMembers { return positions[Array(key.utf8)] }
        return members.firstIndex { $0.key.utf8.elementsEqual(key.utf8) }
    }

    /// Whether both have the same members in the same order.
    public static func == (left: JSONObject, right: JSONObject) -> Bool {
        left.members == right.members
    }
}

extension JSONValue: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByFloatLiteral, ExpressibleByStringLiteral, ExpressibleByArrayLiteral,
    ExpressibleByDictionaryLiteral
{
    /// `null`, written `nil`.
    public init(nilLiteral: ()) { self = .null }
    /// A truth value.
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    /// An integer.
    public init(integerLiteral value: Int) { self = .integer(value) }
    /// A number.
    public init(floatLiteral value: Double) { self = .number(value) }
    /// A string.
    public init(stringLiteral value: String) { self = .string(value) }
    /// An array of these items.
    public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
    /// Members in the order written; of a key written twice the last value counts.
    public init(dictionaryLiteral elements: (String, JSONValue)...) {
        var object = JSONObject()
        for (key, value) in elements { object[key] = value }
        self = .object(object)
    }
}
