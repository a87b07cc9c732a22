/// Writes pickles opcode by opcode, honest and other.
package struct PickleBuilder {
    /// The bytes so far.
    package private(set) var bytes: [UInt8]

    /// A pickle that begins with `PROTO version`; nil for none.
    package init(protocol version: UInt8? = 2) {
        bytes = version.map { [0x80, $0] } ?? []
    }

    /// Adds raw bytes.
    package mutating func raw(_ bytes: [UInt8]) { self.bytes += bytes }
    /// Adds an opcode without arguments, by its character in Python's `pickletools`.
    package mutating func code(_ character: Character) { bytes += Array(character.utf8) }
    /// GLOBAL.
    package mutating func global(_ module: String, _ name: String) {
        bytes += Array("c\(module)\n\(name)\n".utf8)
    }
    /// BINUNICODE.
    package mutating func string(_ text: String) {
        bytes += [0x58] + little(text.utf8.count, 4) + Array(text.utf8)
    }
    /// BININT, or LONG1 where 32 bits are not enough.
    package mutating func integer(_ value: Int) {
        bytes += Int32(exactly: value).map { [0x4A] + little(Int($0), 4) } ?? [0x8A, 8] + little(value, 8)
    }
    /// A tuple of what `body` pushes.
    package mutating func tuple(_ body: (inout PickleBuilder) -> Void) {
        code("(")
        body(&self)
        code("t")
    }
    /// A tuple of integers.
    package mutating func integers(_ values: [Int]) {
        tuple { for value in values { $0.integer(value) } }
    }
    /// A dict of what `body` pushes as keys and values in turn.
    package mutating func dictionary(_ body: (inout PickleBuilder) -> Void) {
        raw([0x7D, 0x28])
        body(&self)
        code("u")
    }
    /// The persistent id of a storage; the legacy form has one item more, the view that it is.
    package mutating func storage(
        _ type: String, key: String, location: String = "cpu", count: Int, isLegacy: Bool = false
    ) {
        tuple {
            $0.string("storage")
            $0.global("torch", type)
            $0.string(key)
            $0.string(location)
            $0.integer(count)
            if isLegacy { $0.code("N") }
        }
        code("Q")
    }
    /// `torch._utils._rebuild_tensor_v2(storage, offset, size, stride, False, OrderedDict())`.
    package mutating func tensor(
        _ type: String = "FloatStorage", key: String, count: Int, offset: Int = 0, shape: [Int],
        strides: [Int], isLegacy: Bool = false
    ) {
        global("torch._utils", "_rebuild_tensor_v2")
        tuple {
            $0.storage(type, key: key, count: count, isLegacy: isLegacy)
            $0.integer(offset)
            $0.integers(shape)
            $0.integers(strides)
            $0.raw([0x89])
            $0.global("collections", "OrderedDict")
            $0.raw([0x29, 0x52])
        }
        code("R")
    }
    /// The finished pickle.
    package func finished() -> [UInt8] { bytes + [0x2E] }
}
