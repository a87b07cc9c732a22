/// A name that is compared as bytes, as file names, ids and labels are.
///
/// Swift takes two spellings of one accented letter for the same string; they are two names.
struct ByteName: Hashable, Comparable {
    let text: String

    init(_ text: String) { self.text = text }

    static func == (left: ByteName, right: ByteName) -> Bool { left.text.utf8.elementsEqual(right.text.utf8) }

    static func < (left: ByteName, right: ByteName) -> Bool {
        left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
    }

    func hash(into hasher: inout Hasher) {
        for byte in text.utf8 { hasher.combine(byte) }
        // No byte of UTF-8: the end counts where names are hashed one after another.
        hasher.combine(0xFF as UInt8)
    }
}
