import ByteIO
import Tensors

/// PyTorch's names for element types and storages (`torch/storage.py`, `torch/__init__.py`).
enum TorchNames {
    /// `torch.NAME` to element type.
    static let elementTypes: [String: ElementType] = [
        "float64": .float64, "double": .float64, "float32": .float32, "float": .float32, "float16": .float16,
        "half": .float16, "bfloat16": .bfloat16, "int64": .int64, "long": .int64, "int32": .int32,
        "int": .int32,
        "int16": .int16, "short": .int16, "int8": .int8, "uint8": .uint8, "uint16": .uint16,
        "uint32": .uint32,
        "uint64": .uint64, "bool": .bool,
    ]

    private static let storages: [String: ElementType] = [
        "DoubleStorage": .float64, "FloatStorage": .float32, "HalfStorage": .float16,
        "BFloat16Storage": .bfloat16,
        "LongStorage": .int64, "IntStorage": .int32, "ShortStorage": .int16, "CharStorage": .int8,
        "ByteStorage": .uint8, "BoolStorage": .bool,
    ]

    /// The element type of a storage class, nil for an untyped one.
    ///
    /// - Throws: `unsupported` for complex and quantised storages, and for anything that is no storage.
    static func elementType(ofStorage type: PickleGlobal) throws(FileError) -> ElementType? {
        if type.description == "torch.storage.UntypedStorage" { return nil }
        guard ["torch", "torch.cuda"].contains(type.module), let elementType = storages[type.name] else {
            throw FileError(
                .unsupported, found: "its storage is of type \(type)",
                allowed: storages.keys.sorted().joined(separator: ", "))
        }
        return elementType
    }
}
