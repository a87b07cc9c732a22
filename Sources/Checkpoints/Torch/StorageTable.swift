import ByteIO
import Tensors

/// The storages that a pickle's tensors refer to, each with one size and one element type.
struct StorageTable {
    private struct Claim {
        var elementType: ElementType?
        var count: Int
    }

    private var claims: [String: Claim] = [:]

    var keys: Set<String> { Set(claims.keys) }

    func has(_ key: String) -> Bool { claims[key] != nil }

    /// Notes what a tensor says of its storage.
    ///
    /// - Throws: `malformed` if another tensor said otherwise, or the key is not a plain number: a key becomes
    ///   part of a record's name.
    mutating func note(
        _ storage: StorageReference, at place: @autoclosure () -> String, work: inout WorkBudget
    ) throws(FileError) {
        try work.charge(1, .steps, for: "listing the storages")
        guard (1...20).contains(storage.key.utf8.count),
            storage.key.utf8.allSatisfy({ (0x30...0x39).contains($0) })
        else {
            throw FileError(
                .malformed, at: place(), found: "its storage's key is '\(storage.key.prefix(64))'",
                allowed: "a decimal number")
        }
        if let known = claims[storage.key] {
            guard known.elementType == storage.elementType, known.count == storage.count else {
                throw FileError(
                    .malformed, at: place(),
                    found:
                        "it says storage '\(storage.key)' has \(storage.count) elements, before there were \(known.count), "
                        + "or their types differ")
            }
        } else {
            try work.charge(MemoryLayout<Claim>.stride + 32, .bytes, for: "listing the storages")
            claims[storage.key] = Claim(elementType: storage.elementType, count: storage.count)
        }
    }

    /// Elements of a storage; bytes of an untyped one.
    func elementCount(of key: String) -> Int { claims[key]?.count ?? 0 }

    /// - Throws: `malformed` where the count is absurd.
    func byteCount(of key: String) throws(FileError) -> Int {
        let claim = claims[key]
        guard let bytes = checkedProduct([claim?.count ?? 0, claim?.elementType?.byteCount ?? 1]) else {
            throw FileError(
                .malformed, at: "storage '\(key)'",
                found: "it is said to have \(elementCount(of: key)) elements")
        }
        return bytes
    }

    /// The references joined with the storages that are really there.
    func tensors(
        _ references: [(name: String, reference: TensorReference)], in storages: [String: Storage]
    ) throws(FileError) -> [StoredTensor] {
        var tensors: [StoredTensor] = []
        tensors.reserveCapacity(references.count)
        for (name, reference) in references {
            guard let storage = storages[reference.storage.key] else {
                throw FileError(.malformed, at: "tensor '\(name)'", found: "its storage is not in the file")
            }
            tensors.append(
                StoredTensor(
                    name: name, elementType: reference.elementType,
                    view: reference.view.moved(by: reference.storage.window?.offset ?? 0), storage: storage))
        }
        return tensors
    }
}
