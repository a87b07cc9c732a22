import ByteIO

/// Replaces runs of characters by others: a `precompiled_charsmap`, such as nmt_nfkc.
///
/// The bytes are a length, a double array of that length (Darts-clone: github.com/s-yata/darts-clone) whose
/// keys are the runs, and the replacements, each ended by a zero. A value of the double array is a place
/// among the replacements.
struct CharacterMap: Sendable {
    private let units: [UInt32]
    private let replacements: [UInt8]

    /// A map from its bytes; nil from none.
    ///
    /// - Throws: `malformed` where the parts do not fit, or a replacement is longer than
    ///   `Limits.replacementBytes`.
    init?(_ bytes: [UInt8]) throws(FileError) {
        if bytes.isEmpty { return nil }
        var reader = ByteReader(bytes)
        let byteCount = Int(try reader.integer(UInt32.self))
        guard byteCount > 0, byteCount.isMultiple(of: 4), byteCount <= reader.remaining else {
            throw FileError(
                .malformed, at: "the character map", found: "a table of \(byteCount) bytes",
                allowed: "a multiple of 4, at most \(reader.remaining)")
        }
        var units: [UInt32] = []
        units.reserveCapacity(byteCount / 4)
        for _ in 0..<byteCount / 4 { units.append(try reader.integer(UInt32.self)) }
        self.units = units
        replacements = Array(try reader.slice(reader.remaining))
        var length = 0
        for byte in replacements {
            length = byte == 0 ? 0 : length + 1
            guard length <= Limits.replacementBytes else {
                throw FileError(
                    .malformed, at: "the character map",
                    found: "a replacement of more than \(length - 1) bytes",
                    allowed: "at most \(Limits.replacementBytes)")
            }
        }
    }

    /// The longest run at a position that is replaced: how many bytes it has, and by what.
    func match(_ text: [UInt8], at start: Int) -> (length: Int, replacement: ArraySlice<UInt8>)? {
        var found: (length: Int, value: Int)?
        var node = 0
        guard let root = unit(0) else { return nil }
        node ^= root.offset
        for index in start..<min(text.count, start + Limits.characterMapKeyBytes) {
            node ^= Int(text[index])
            guard let next = unit(node), next.label == UInt32(text[index]) else { break }
            node ^= next.offset
            if next.hasLeaf, let leaf = unit(node) { found = (index + 1 - start, leaf.value) }
        }
        guard let found, found.value <= replacements.count else { return nil }
        return (found.length, replacements[found.value...].prefix { $0 != 0 })
    }

    private func unit(_ index: Int) -> Unit? {
        units.indices.contains(index) ? Unit(bits: units[index]) : nil
    }

    /// One element of the double array: `DoubleArrayUnit` of darts.h.
    private struct Unit {
        let bits: UInt32

        var hasLeaf: Bool { bits >> 8 & 1 == 1 }
        var value: Int { Int(bits & 0x7FFF_FFFF) }
        /// The byte that leads here; of a leaf it is no byte.
        var label: UInt32 { bits & 0x8000_00FF }
        var offset: Int { Int(bits >> 10) << (bits & 0x200 == 0 ? 0 : 8) }
    }
}
