/// A character's number in HTML, such as `#233` or `#xE9`, without ampersand and semicolon.
///
/// A number may have any count of digits. CPython's `int` raises an error over 4,300 decimal ones, so that the
/// original has no ids for such a text; here the number is too large for a character, as shorter ones are.
struct NumericReference {
    /// What it stands for.
    let character: [Unicode.Scalar]
    /// Code points that it takes.
    let length: Int

    /// The number at the start of a text, as many digits as there are; nil where there is none.
    init?(at text: ArraySlice<Unicode.Scalar>) {
        guard text.first == "#" else { return nil }
        let second = text.dropFirst().first
        let radix: UInt32 = second == "x" || second == "X" ? 16 : 10
        let prefix = radix == 16 ? 2 : 1
        var number: UInt32? = 0
        var digits = 0
        for scalar in text.dropFirst(prefix) {
            guard scalar.isASCII, let digit = Character(scalar).hexDigitValue, digit < radix else { break }
            digits += 1
            number = number.map { $0 * radix + UInt32(digit) }
            // Too large for a character, and it will only become larger.
            if let value = number, value > 0x10FFFF { number = nil }
        }
        guard digits > 0 else { return nil }
        character = EntityTable.character(number)
        length = prefix + digits
    }
}
