/// A value that a pickle makes, as inert data: what would be a call in Python is a record of it here.
///
/// Values refer to each other by position in the pickle's list of nodes, so that a structure of any depth is
/// flat in memory, and shared parts are shared. The two larger kinds are boxed, so that a million small values
/// take 16 MB.
enum PickleNode: Sendable {
    /// Position of a node in its pickle.
    typealias Identifier = Int32

    case none
    case bool(Bool)
    case integer(Int)
    case float(Double)
    case string(String)
    /// A byte string, of which only the length matters to anyone.
    case bytes(count: Int)
    case tuple([Identifier])
    case list([Identifier])
    /// A dict or OrderedDict, keys and values in order of insertion.
    case dictionary([Entry])
    case set
    /// A class or function, known by its name only.
    indirect case global(PickleGlobal)
    /// What a persistent id stands for: a storage, in PyTorch's use.
    case persistent(Identifier)
    /// `callable(*arguments)` or `class.__new__(class, *arguments)`, with the state that BUILD gave it.
    indirect case object(callable: PickleGlobal, arguments: [Identifier], state: Identifier?)

    struct Entry: Sendable {
        let key: Identifier
        let value: Identifier
    }

    /// About what it takes of memory: itself, how deep it reaches, and what it holds outside but text.
    var byteCount: Int {
        let outside =
            switch self {
            case .tuple(let items), .list(let items): items.count * MemoryLayout<Identifier>.stride
            case .dictionary(let entries): entries.count * MemoryLayout<Entry>.stride
            case .global(let global): 2 * global.description.utf8.count + MemoryLayout<PickleGlobal>.stride
            case .object: MemoryLayout<PickleGlobal>.stride + 2 * MemoryLayout<Int>.stride
            default: 0
            }
        return outside + MemoryLayout<PickleNode>.stride + MemoryLayout<UInt16>.stride
    }
}

/// A finished pickle: its nodes, and which of them is the value.
struct Pickle: Sendable {
    let nodes: [PickleNode]
    let root: PickleNode.Identifier

    subscript(identifier: PickleNode.Identifier) -> PickleNode { nodes[Int(identifier)] }

    /// The text of a string node, else nil.
    func string(_ identifier: PickleNode.Identifier) -> String? {
        guard case .string(let text) = self[identifier] else { return nil }
        return text
    }

    /// The number of an integer node, else nil; a bool is not a number here.
    func integer(_ identifier: PickleNode.Identifier) -> Int? {
        guard case .integer(let value) = self[identifier] else { return nil }
        return value
    }

    /// The items of a tuple node, else nil.
    func tuple(_ identifier: PickleNode.Identifier) -> [PickleNode.Identifier]? {
        guard case .tuple(let items) = self[identifier] else { return nil }
        return items
    }

    /// The items of a tuple or list node, else nil.
    func items(_ identifier: PickleNode.Identifier) -> [PickleNode.Identifier]? {
        switch self[identifier] {
        case .tuple(let items), .list(let items): items
        default: nil
        }
    }

    /// The numbers at integer nodes, nil where one is something else.
    func integers(_ items: [PickleNode.Identifier]) -> [Int]? {
        let numbers = items.compactMap { integer($0) }
        return numbers.count == items.count ? numbers : nil
    }

    /// The entries of a dict node, else nil.
    func dictionary(_ identifier: PickleNode.Identifier) -> [PickleNode.Entry]? {
        guard case .dictionary(let entries) = self[identifier] else { return nil }
        return entries
    }

    /// The value under a text key of a dict node.
    func value(_ key: String, in identifier: PickleNode.Identifier) -> PickleNode.Identifier? {
        dictionary(identifier)?.last { string($0.key) == key }?.value
    }
}
