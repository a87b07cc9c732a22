import ByteIO
import Tensors

/// Finds a model's tensors, with their state-dict names, in what a pickle holds.
///
/// Three things occur: a TorchScript module tree, whose objects have their tensors as attributes; a pickled
/// `nn.Module`, with `_parameters`, `_buffers` and `_modules`; and a dict, bare or wrapped by a training loop.
/// Classes are never resolved: only this structure is read.
struct StateDictWalk {
    /// Which of the three it was.
    enum Source: Sendable {
        case torchScript
        case module
        case dictionary
    }

    private let pickle: Pickle
    private let interpreter: TensorInterpreter
    private(set) var tensors: [(name: String, reference: TensorReference)] = []
    private(set) var warnings: [String] = []
    private(set) var source = Source.dictionary
    private var work: WorkBudget
    /// Where the walk is.
    private var path = ModulePath()
    private var open: Set<PickleNode.Identifier> = []

    /// Walks the whole pickle.
    ///
    /// - Parameter work: every place that is visited, every search and every name is charged to it.
    /// - Throws: `unsupported` if it holds no state dict, `malformed` for cycles, duplicate names, tensors that
    ///   contradict themselves, and shared parts that unfold to more than the budget.
    init(_ pickle: Pickle, work: inout WorkBudget) throws(FileError) {
        self.pickle = pickle
        self.work = work
        defer { work = self.work }
        interpreter = TensorInterpreter(pickle: pickle)
        try walkRoot(pickle.root)
        guard !tensors.isEmpty else { throw FileError(.unsupported, found: "the checkpoint has no tensors") }
        try stripWrapperPrefixes()
        try requireDistinctNames()
    }

    // MARK: The root

    private mutating func walkRoot(_ root: PickleNode.Identifier) throws(FileError) {
        switch pickle[root] {
        case .object(let type, _, let state?) where type.isTorchScriptClass:
            source = .torchScript
            try walkScript(state, object: root)
        case .object(_, _, let state?) where try value("_modules", in: state) != nil:
            source = .module
            try walkModule(state, object: root)
        case .dictionary(let entries):
            if let wrapped = try wrappedState(entries) {
                try enter(root) { walk throws(FileError) in try walk.walkRoot(wrapped) }
            } else {
                try walkDictionary(entries)
            }
        default:
            throw FileError(
                .unsupported, found: "the checkpoint is \(description(of: root))",
                allowed: "a state dict, a dict around one, or a module")
        }
    }

    /// What a training loop wraps: `{"epoch": …, "state_dict": …, "optimizer": …}` (open_clip), or `model`.
    private mutating func wrappedState(
        _ entries: [PickleNode.Entry]
    ) throws(FileError) -> PickleNode.Identifier? {
        try charge(entries.count, .steps)
        let candidates = entries.compactMap { entry -> (String, PickleNode.Identifier)? in
            guard let key = pickle.string(entry.key), ["state_dict", "model", "module"].contains(key) else {
                return nil
            }
            switch pickle[entry.value] {
            case .dictionary: return (key, entry.value)
            case .object(_, _, _?): return (key, entry.value)
            default: return nil
            }
        }
        guard candidates.count <= 1 else {
            throw FileError(
                .unsupported,
                found: "the checkpoint has " + candidates.map { "'\($0.0)'" }.joined(separator: " and "),
                allowed: "one of them only, to know which are the weights")
        }
        if entries.contains(where: { pickle.string($0.key) == "state_dict_ema" }) {
            warnings.append("the averaged weights under 'state_dict_ema' are not used")
        }
        return candidates.first?.1
    }

    // MARK: The three structures

    private mutating func walkDictionary(_ entries: [PickleNode.Entry]) throws(FileError) {
        for entry in entries {
            guard let key = pickle.string(entry.key) else {
                guard try interpreter.tensor(at: entry.value, work: &work) == nil else {
                    throw FileError(
                        .malformed, found: "a tensor is kept under \(description(of: entry.key))",
                        allowed: "a state dict's keys are strings")
                }
                continue
            }
            try addTensor(at: entry.value, as: key)
        }
        guard tensors.isEmpty else { return }
        let keys = entries.prefix(8).compactMap { pickle.string($0.key) }.joined(separator: ", ")
        throw FileError(
            .unsupported, found: "the dict has no tensors", allowed: keys.isEmpty ? nil : "its keys: \(keys)")
    }

    private mutating func walkScript(
        _ state: PickleNode.Identifier, object: PickleNode.Identifier
    ) throws(FileError) {
        guard let attributes = pickle.dictionary(state) else { return }
        try enter(object) { walk throws(FileError) in
            for attribute in attributes {
                let name = try walk.memberName(attribute.key, "an attribute's name")
                switch walk.pickle[attribute.value] {
                case .object(let type, _, let inner?) where type.isTorchScriptClass:
                    walk.path.enter(name)
                    try walk.walkScript(inner, object: attribute.value)
                    walk.path.leave()
                default:
                    try walk.addTensor(at: attribute.value, as: name)
                }
            }
        }
    }

    private mutating func walkModule(
        _ state: PickleNode.Identifier, object: PickleNode.Identifier
    ) throws(FileError) {
        try enter(object) { walk throws(FileError) in
            for group in ["_parameters", "_buffers", "_modules"] {
                guard let node = try walk.value(group, in: state),
                    let members = walk.pickle.dictionary(node)
                else { continue }
                for member in members {
                    let name = try walk.memberName(member.key, "a member's name")
                    if case .object(_, _, let inner?) = walk.pickle[member.value], group == "_modules" {
                        walk.path.enter(name)
                        try walk.walkModule(inner, object: member.value)
                        walk.path.leave()
                    } else {
                        try walk.addTensor(at: member.value, as: name)
                    }
                }
            }
        }
    }

    // MARK: Bookkeeping

    /// A member's own name, which has no dots, so that no two paths can spell one name.
    ///
    /// Few bytes of opcodes can refer to a long name very often, so that looking at it is charged.
    private mutating func memberName(_ key: PickleNode.Identifier, _ what: String) throws(FileError) -> String
    {
        guard let name = pickle.string(key) else {
            throw FileError(.malformed, at: "module '\(path)'", found: "\(what) is not a string")
        }
        try charge(name.utf8.count, .steps)
        guard !name.isEmpty, !name.utf8.contains(UInt8(ascii: ".")) else {
            throw FileError(.malformed, at: "module '\(path)'", found: "a member is named '\(name)'")
        }
        return name
    }

    /// Notes the tensor at a node, if it is one, under its full name.
    private mutating func addTensor(at node: PickleNode.Identifier, as member: String) throws(FileError) {
        try charge(1, .nodes)
        let reference: TensorReference?
        do {
            reference = try interpreter.tensor(at: node, work: &work)
        } catch {
            throw error.within("tensor '\(path.joined(member))'")
        }
        guard let reference else { return }
        // Its place in the lists of tensors, and its name, once more where names are compared.
        let nameByteCount = path.byteCount + member.utf8.count
        try charge(nameByteCount, .steps)
        try charge(2 * nameByteCount + MemoryLayout<StoredTensor>.stride, .bytes)
        let name = path.joined(member)
        guard TensorDescriptor.isValidName(name) else {
            throw FileError(
                .malformed, at: "tensor '\(name.prefix(64))'",
                found: "its name is empty, too long or has control characters")
        }
        guard tensors.count < Limits.tensors else {
            throw FileError(
                .malformed, found: "there are more and more tensors", allowed: "at most \(Limits.tensors)")
        }
        tensors.append((name, reference))
    }

    /// Runs `body` inside an object, which must not contain itself.
    private mutating func enter(
        _ object: PickleNode.Identifier, _ body: (inout StateDictWalk) throws(FileError) -> Void
    ) throws(FileError) {
        try charge(1, .nodes)
        guard open.insert(object).inserted else {
            throw FileError(.malformed, found: "an object of the checkpoint contains itself")
        }
        guard open.count <= Limits.nesting else {
            throw FileError(.malformed, found: "modules lie too deep in one another")
        }
        try body(&self)
        open.remove(object)
    }

    /// Objects may share parts, so few bytes can spell very many paths: what they come to is bounded.
    private mutating func charge(_ amount: Int, _ cost: WorkBudget.Cost) throws(FileError) {
        try work.charge(amount, cost, for: "unfolding the checkpoint's structure")
    }

    /// The value under a text key of a dict node, by looking through it.
    private mutating func value(
        _ key: String, in node: PickleNode.Identifier
    ) throws(FileError) -> PickleNode.Identifier? {
        try charge(pickle.dictionary(node)?.count ?? 0, .steps)
        return pickle.value(key, in: node)
    }

    private static let wrapperPrefixes = ["module.", "_orig_mod."].map { Array($0.utf8) }

    /// Takes off what DistributedDataParallel (`module.`) and `torch.compile` (`_orig_mod.`) put before every name.
    ///
    /// All at once: a name can consist of nothing else.
    private mutating func stripWrapperPrefixes() throws(FileError) {
        guard let first = tensors.first else { return }
        var rest = first.name.utf8[...]
        while let prefix = Self.wrapperPrefixes.first(where: { rest.starts(with: $0) }) {
            rest = rest.dropFirst(prefix.count)
        }
        let prefix = first.name.utf8.prefix(upTo: rest.startIndex)
        guard !prefix.isEmpty else { return }
        for index in tensors.indices {
            let name = tensors[index].name
            guard name.utf8.starts(with: prefix), name.utf8.count > prefix.count else {
                throw FileError(
                    .malformed, at: "tensor '\(name)'",
                    found: "its name has no prefix '\(Substring(prefix))', others have")
            }
            tensors[index].name = String(Substring(name.utf8.dropFirst(prefix.count)))
        }
    }

    private func requireDistinctNames() throws(FileError) {
        // As bytes: Swift would take two different spellings of one accented letter for one name.
        var names: Set<[UInt8]> = []
        for (name, _) in tensors where !names.insert(Array(name.utf8)).inserted {
            throw FileError(.malformed, at: "tensor '\(name)'", found: "there are two tensors of this name")
        }
    }

    private func description(of node: PickleNode.Identifier) -> String {
        switch pickle[node] {
        case .none: "None"
        case .bool: "a bool"
        case .integer: "an integer"
        case .float: "a float"
        case .string: "a string"
        case .bytes: "a byte string"
        case .tuple: "a tuple"
        case .list: "a list"
        case .dictionary: "a dict"
        case .set: "a set"
        case .global(let global): "the name \(global)"
        case .persistent: "a storage"
        case .object(let callable, _, _): "an object of \(callable)"
        }
    }
}
