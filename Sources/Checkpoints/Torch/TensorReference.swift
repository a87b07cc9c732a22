import ByteIO
import Tensors

/// A storage as a pickle refers to it: PyTorch's flat run of elements, under a key.
struct StorageReference: Sendable {
    let key: String
    /// Nil for an untyped storage, whose count is in bytes; the tensor then brings the type.
    let elementType: ElementType?
    let count: Int
    /// Where a legacy view begins in the storage of this key, in elements, and how many it has.
    let window: (offset: Int, count: Int)?
}

/// A tensor as a pickle refers to it, not yet compared with the bytes that are there.
struct TensorReference: Sendable {
    let storage: StorageReference
    let elementType: ElementType
    let view: StridedView
}

/// Reads the tensors out of a pickle's inert nodes.
///
/// The functions and their arguments are those of PyTorch's `torch/_utils.py`; persistent ids those of
/// `torch/serialization.py`.
struct TensorInterpreter {
    let pickle: Pickle

    /// The tensor at a node, or nil where the node is no tensor at all.
    ///
    /// - Throws: `unsupported` for a sparse, quantised or otherwise special tensor, `malformed` for one whose
    ///   numbers contradict each other; the caller adds its name.
    func tensor(
        at node: PickleNode.Identifier, work: inout WorkBudget
    ) throws(FileError) -> TensorReference? {
        guard case .object(let function, let arguments, _) = pickle[node] else { return nil }
        switch function.description {
        case "torch._utils._rebuild_parameter", "torch._utils._rebuild_parameter_with_state":
            guard let inner = arguments.first, isRebuilt(inner) else { throw malformed(function) }
            return try tensor(at: inner, work: &work)
        case "torch._tensor._rebuild_from_type_v2":
            guard arguments.count == 4, case .global(let inner) = pickle[arguments[0]],
                case .global(let type) = pickle[arguments[1]],
                ["torch.Tensor", "torch.nn.parameter.Parameter"].contains(type.description),
                let innerArguments = pickle.tuple(arguments[2])
            else { throw malformed(function) }
            return try strided(inner, innerArguments, work: &work)
        default:
            guard function.module == "torch._utils", function.name.hasPrefix("_rebuild") else { return nil }
            return try strided(function, arguments, work: &work)
        }
    }

    /// Whether a parameter's inside is itself a plain tensor; one level, so that nothing can nest without end.
    private func isRebuilt(_ node: PickleNode.Identifier) -> Bool {
        guard case .object(let function, _, _) = pickle[node] else { return false }
        return Self.stridedFunctions[function.description] != nil
    }

    /// How many arguments each takes.
    private static let stridedFunctions = [
        "torch._utils._rebuild_tensor": 4...4, "torch._utils._rebuild_tensor_v2": 6...7,
        "torch._utils._rebuild_tensor_v3": 7...8,
    ]

    /// `(storage, offset, size, stride[, requires_grad, hooks[, dtype in v3][, metadata]])`.
    private func strided(
        _ function: PickleGlobal, _ arguments: [PickleNode.Identifier], work: inout WorkBudget
    ) throws(FileError) -> TensorReference {
        guard let counts = Self.stridedFunctions[function.description] else {
            throw FileError(
                .unsupported, found: "it is made by \(function)",
                allowed: "dense tensors; convert it before saving")
        }
        guard counts.contains(arguments.count), let storage = try storage(at: arguments[0]),
            let offset = pickle.integer(arguments[1]),
            let sizes = try integers(at: arguments[2], work: &work),
            let strides = try integers(at: arguments[3], work: &work)
        else { throw malformed(function) }
        let isVersion3 = function.name == "_rebuild_tensor_v3"
        try requirePlain(arguments, metadataIndex: isVersion3 ? 7 : 6)
        let elementType = try elementType(of: storage, named: isVersion3 ? arguments.dropFirst(6).first : nil)
        guard let shape = Shape(sizes) else {
            throw FileError(
                .malformed, found: "its shape is \(sizes)",
                allowed: "at most \(Shape.maximumRank) dimensions, none negative or above 2^48")
        }
        let available = storage.window?.count ?? elements(of: storage, as: elementType)
        guard let view = StridedView(offset: offset, shape: shape, strides: strides, storageCount: available)
        else {
            throw FileError(
                .malformed,
                found: "shape \(shape), strides \(strides) and offset \(offset) reach outside its storage",
                allowed: "storage '\(storage.key)' has \(available) elements")
        }
        return TensorReference(storage: storage, elementType: elementType, view: view)
    }

    /// Sizes or strides; many tensors may refer to one long list.
    private func integers(
        at node: PickleNode.Identifier, work: inout WorkBudget
    ) throws(FileError) -> [Int]? {
        guard let items = pickle.items(node) else { return nil }
        try work.charge(items.count, .steps, for: "reading shapes")
        return pickle.integers(items)
    }

    private func elements(of storage: StorageReference, as type: ElementType) -> Int {
        storage.elementType == nil ? storage.count / type.byteCount : storage.count
    }

    /// Hooks are code, and PyTorch's flags mean that the numbers are not what the bytes say.
    private func requirePlain(
        _ arguments: [PickleNode.Identifier], metadataIndex: Int
    ) throws(FileError) {
        let hasHooks = arguments.count > 5 && pickle.dictionary(arguments[5])?.isEmpty == false
        let hasFlags =
            arguments.count > metadataIndex && pickle.dictionary(arguments[metadataIndex])?.isEmpty == false
        if hasHooks || hasFlags {
            throw FileError(
                .unsupported,
                found: hasHooks ? "it has backward hooks" : "it is a lazily conjugated or negated view",
                allowed: "save a plain copy of it")
        }
    }

    private func elementType(
        of storage: StorageReference, named node: PickleNode.Identifier?
    ) throws(FileError) -> ElementType {
        guard let node else {
            guard let type = storage.elementType else {
                throw FileError(.malformed, found: "its storage has no element type")
            }
            return type
        }
        guard case .global(let global) = pickle[node], global.module == "torch",
            let type = TorchNames.elementTypes[global.name], storage.elementType.map({ $0 == type }) ?? true
        else {
            throw FileError(.unsupported, found: "its element type is not one that is known")
        }
        return type
    }

    /// Every storage that the pickle refers to, whether a tensor of the state dict looks into it or not.
    func storages() throws(FileError) -> [StorageReference] {
        var storages: [StorageReference] = []
        for node in pickle.nodes.indices {
            guard let storage = try storage(at: PickleNode.Identifier(node)) else { continue }
            storages.append(storage)
        }
        return storages
    }

    /// `("storage", type, key, location, count[, view])`; the location (a device) does not matter.
    private func storage(at node: PickleNode.Identifier) throws(FileError) -> StorageReference? {
        guard case .persistent(let identifier) = pickle[node], let parts = pickle.tuple(identifier),
            (5...6).contains(parts.count), pickle.string(parts[0]) == "storage",
            case .global(let type) = pickle[parts[1]], let key = pickle.string(parts[2]),
            let location = pickle.string(parts[3]), let count = pickle.integer(parts[4]), count >= 0
        else { return nil }
        guard location != "meta" else {
            throw FileError(.unsupported, found: "it is on the meta device, that is, it has no values")
        }
        let elementType = try TorchNames.elementType(ofStorage: type)
        return StorageReference(
            key: key, elementType: elementType, count: count,
            window: try window(parts.dropFirst(5).first, in: count))
    }

    /// The legacy form's view of a storage: None, or `(key, offset, count)`.
    private func window(
        _ node: PickleNode.Identifier?, in count: Int
    ) throws(FileError) -> (offset: Int, count: Int)? {
        guard let node else { return nil }
        if case .none = pickle[node] { return nil }
        guard let parts = pickle.tuple(node), parts.count == 3, let offset = pickle.integer(parts[1]),
            let size = pickle.integer(parts[2]), offset >= 0, size >= 0, offset <= count,
            size <= count - offset
        else {
            throw FileError(
                .malformed, found: "its storage is a view that reaches outside the viewed storage")
        }
        return (offset, size)
    }

    private func malformed(_ function: PickleGlobal) -> FileError {
        FileError(.malformed, found: "the arguments of \(function) are not those of a tensor")
    }
}
