import ByteIO

// Opcodes that would make objects in Python. Here they note what would have been made.
extension PickleMachine {
    /// NEWOBJ: an instance of a class, without state yet.
    mutating func makeInstance() throws(FileError) {
        let (callable, arguments, depth) = try callableAndArguments("an instance is made")
        try make(.object(callable: callable, arguments: arguments, state: nil), depth: depth)
    }

    /// REDUCE: the result of a call.
    mutating func makeCallResult() throws(FileError) {
        let (callable, arguments, depth) = try callableAndArguments("a call is made")
        guard callable.role == .callable else {
            throw failure(
                "the pickle calls \(callable)",
                allowed: "only PyTorch's tensor functions and plain containers",
                code: .unsupported)
        }
        switch callable.description {
        case "collections.OrderedDict", "collections.defaultdict":
            try makeDictionary(orderedDictionary(arguments))
        case "__builtin__.set", "builtins.set":
            try make(.set)
        default:
            try make(.object(callable: callable, arguments: arguments, state: nil), depth: depth)
        }
    }

    /// BUILD: the state of an object.
    ///
    /// That of an OrderedDict is its `_metadata`, which nobody needs.
    mutating func setState() throws(FileError) {
        let items = try pop(2)
        let (target, state) = (items[0], items[1])
        switch nodes[Int(target)] {
        case .object(let callable, let arguments, nil):
            nodes[Int(target)] = .object(callable: callable, arguments: arguments, state: state)
            try deepen(target, by: CollectionOfOne(state))
        case .dictionary:
            break
        default:
            throw failure("a state is given to something that is not a new object")
        }
        try push(target)
    }

    /// What stands on the stack for a call, and how deep the values of the arguments reach.
    private mutating func callableAndArguments(
        _ action: String
    ) throws(FileError) -> (PickleGlobal, [PickleNode.Identifier], depth: UInt16) {
        let items = try pop(2)
        guard let callable = callable(items[0]) else {
            throw failure("\(action) of something that is not a class or function")
        }
        guard case .tuple(let arguments) = nodes[Int(items[1])] else {
            throw failure("\(action) of \(callable) with arguments that are not a tuple")
        }
        // As the tuple's: it is known, and one tuple may serve any number of calls.
        return (callable, arguments, depth(of: items[1]))
    }

    /// The legacy form writes a module's class as a persistent id, `("module", class, file, source text)`; the
    /// text is not looked at.
    private func callable(_ node: PickleNode.Identifier) -> PickleGlobal? {
        switch nodes[Int(node)] {
        case .global(let callable):
            return callable
        case .persistent(let identifier):
            guard case .tuple(let parts) = nodes[Int(identifier)], parts.count == 4,
                case .string("module") = nodes[Int(parts[0])],
                case .global(let callable) = nodes[Int(parts[1])]
            else { return nil }
            return callable
        default:
            return nil
        }
    }

    /// `OrderedDict()`, or `OrderedDict([[key, value], …])` as Python 2 wrote it; of `defaultdict(factory)`
    /// only what is set afterwards matters.
    ///
    /// One list may serve any number of calls, so the copy is charged before it is made.
    private mutating func orderedDictionary(
        _ arguments: [PickleNode.Identifier]
    ) throws(FileError) -> [PickleNode.Entry] {
        guard let argument = arguments.first, case .list(let pairs) = nodes[Int(argument)] else { return [] }
        try charge(pairs.count, .steps)
        try charge(pairs.count * MemoryLayout<PickleNode.Entry>.stride, .bytes)
        var entries: [PickleNode.Entry] = []
        entries.reserveCapacity(pairs.count)
        for pair in pairs {
            switch nodes[Int(pair)] {
            case .tuple(let items) where items.count == 2, .list(let items) where items.count == 2:
                entries.append(PickleNode.Entry(key: items[0], value: items[1]))
            default:
                throw failure("an OrderedDict is made of items that are not pairs")
            }
        }
        return entries
    }
}
