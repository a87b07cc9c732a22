/// The names of the modules that a walk is in, outermost first.
///
/// One buffer that grows and shrinks: each name is copied once when its module is entered, and a whole path only for
/// what is found there.
struct ModulePath: CustomStringConvertible {
    private var bytes: [UInt8] = []
    private var lengths: [Int] = []

    /// Bytes of the path, and of the dot behind it.
    var byteCount: Int { bytes.count }

    /// Goes into a module; its name has no dots.
    mutating func enter(_ name: String) {
        lengths.append(bytes.count)
        bytes += name.utf8
        bytes.append(UInt8(ascii: "."))
    }

    /// Goes back to where the last one was entered.
    mutating func leave() {
        guard let length = lengths.popLast() else { return }
        bytes.removeLast(bytes.count - length)
    }

    /// The full name of something here.
    func joined(_ name: String) -> String { String(decoding: bytes, as: UTF8.self) + name }

    var description: String { String(decoding: bytes.dropLast(), as: UTF8.self) }
}
