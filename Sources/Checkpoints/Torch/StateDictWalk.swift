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
    private var visited = 0
    private var open: Set<PickleNode.Identifier> = []

    /// Walks the whole pickle.
    ///
    /// - Throws: `unsupported` if it holds no state dict, `malformed` for cycles, duplicate names and tensors
    ///   that contradict themselves.
    init(_ pickle: Pickle) throws(FileError) {
        self.pickle = pickle
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
            try walkScript(state, prefix: "", object: root)
        case .object(_, _, let state?) where pickle.value("_modules", in: state) != nil:
            source = .module
            try walkModule(state, prefix: "", object: root)
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
                guard try interpreter.tensor(at: entry.value) == nil else {
                    throw FileError(
                        .malformed, found: "a tensor is kept under \(description(of: entry.key))",
                        allowed: "a state dict's keys are strings")
                }
                continue
            }
            try addTensor(at: entry.value, name: key)
        }
        guard tensors.isEmpty else { return }
        let keys = entries.prefix(8).compactMap { pickle.string($0.key) }.joined(separator: ", ")
        throw FileError(
            .unsupported, found: "the dict has no tensors", allowed: keys.isEmpty ? nil : "its keys: \(keys)")
    }

    private mutating func walkScript(
        _ state: PickleNode.Identifier, prefix: String, object: PickleNode.Identifier
    ) throws(FileError) {
        guard let attributes = pickle.dictionary(state) else { return }
        try enter(object) { walk throws(FileError) in
            for attribute in attributes {
                guard let name = walk.pickle.string(attribute.key) else {
                    throw FileError(
                        .malformed, at: "module '\(prefix)'", found: "an attribute's name is not a string")
                }
                let path = try walk.path(prefix, name)
                switch walk.pickle[attribute.value] {
                case .object(let type, _, let inner?) where type.isTorchScriptClass:
                    try walk.walkScript(inner, prefix: path, object: attribute.value)
                default:
                    try walk.addTensor(at: attribute.value, name: path)
                }
            }
        }
    }

    private mutating func walkModule(
        _ state: PickleNode.Identifier, prefix: String, object: PickleNode.Identifier
    ) throws(FileError) {
        try enter(object) { walk throws(FileError) in
            for group in ["_parameters", "_buffers", "_modules"] {
                guard
                    let members = walk.pickle.value(group, in: state).flatMap({ walk.pickle.dictionary($0) })
                else { continue }
                for member in members {
                    guard let name = walk.pickle.string(member.key) else {
                        throw FileError(
                            .malformed, at: "module '\(prefix)'", found: "a member's name is not a string")
                    }
                    let path = try walk.path(prefix, name)
                    if case .object(_, _, let inner?) = walk.pickle[member.value], group == "_modules" {
                        try walk.walkModule(inner, prefix: path, object: member.value)
                    } else {
                        try walk.addTensor(at: member.value, name: path)
                    }
                }
            }
        }
    }

    // MARK: Bookkeeping

    /// The tensor's full name; a member's own name has no dots, so that no two paths can spell one name.
    private func path(_ prefix: String, _ name: String) throws(FileError) -> String {
        guard !name.isEmpty, !name.utf8.contains(UInt8(ascii: ".")) else {
            throw FileError(.malformed, at: "module '\(prefix)'", found: "a member is named '\(name)'")
        }
        return prefix.isEmpty ? name : "\(prefix).\(name)"
    }

    private mutating func addTensor(at node: PickleNode.Identifier, name: String) throws(FileError) {
        try visit()
        let reference: TensorReference?
        do {
            reference = try interpreter.tensor(at: node)
        } catch {
            throw error.within("tensor '\(name)'")
        }
        guard let reference else { return }
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
        try visit()
        guard open.insert(object).inserted else {
            throw FileError(.malformed, found: "an object of the checkpoint contains itself")
        }
        guard open.count <= Limits.nesting else {
            throw FileError(.malformed, found: "modules lie too deep in one another")
        }
        try body(&self)
        open.remove(object)
    }

    /// Objects may share parts, so few bytes can spell very many paths: their number is bounded.
    private mutating func visit() throws(FileError) {
        visited += 1
        guard visited <= Limits.visitedPlaces else {
            throw FileError(
                .malformed, found: "the checkpoint's structure unfolds to more and more places",
                allowed: "at most \(Limits.visitedPlaces)")
        }
    }

    /// Takes off what DistributedDataParallel (`module.`) and `torch.compile` (`_orig_mod.`) put before every name.
    private mutating func stripWrapperPrefixes() throws(FileError) {
        while let prefix = ["module.", "_orig_mod."].first(where: {
            tensors.first?.name.hasPrefix($0) == true
        }) {
            for index in tensors.indices {
                guard tensors[index].name.hasPrefix(prefix), tensors[index].name != prefix else {
                    throw FileError(
                        .malformed, at: "tensor '\(tensors[index].name)'",
                        found: "its name has no prefix '\(prefix)', others have")
                }
                tensors[index].name.removeFirst(prefix.count)
            }
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
