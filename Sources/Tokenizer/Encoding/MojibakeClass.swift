/// What kind of part a character has in mojibake: ftfy's `MOJIBAKE_CATEGORIES` and `UTF8_CLUES`.
struct MojibakeClass: OptionSet, Sendable {
    let rawValue: UInt32

    static let common = MojibakeClass(rawValue: 1 << 0)
    static let c1 = MojibakeClass(rawValue: 1 << 1)
    static let bad = MojibakeClass(rawValue: 1 << 2)
    static let law = MojibakeClass(rawValue: 1 << 3)
    static let currency = MojibakeClass(rawValue: 1 << 4)
    static let startPunctuation = MojibakeClass(rawValue: 1 << 5)
    static let endPunctuation = MojibakeClass(rawValue: 1 << 6)
    static let numeric = MojibakeClass(rawValue: 1 << 7)
    static let kaomoji = MojibakeClass(rawValue: 1 << 8)
    static let upperAccented = MojibakeClass(rawValue: 1 << 9)
    static let lowerAccented = MojibakeClass(rawValue: 1 << 10)
    static let upperCommon = MojibakeClass(rawValue: 1 << 11)
    static let lowerCommon = MojibakeClass(rawValue: 1 << 12)
    static let box = MojibakeClass(rawValue: 1 << 13)
    /// May be a byte with which UTF-8 begins a character of two bytes, in some encoding.
    static let firstOf2 = MojibakeClass(rawValue: 1 << 14)
    /// The same of three bytes.
    static let firstOf3 = MojibakeClass(rawValue: 1 << 15)
    /// The same of four bytes.
    static let firstOf4 = MojibakeClass(rawValue: 1 << 16)
    /// May be a byte with which UTF-8 goes on.
    static let continuation = MojibakeClass(rawValue: 1 << 17)
    /// The same, and seldom stands beside mojibake for itself.
    static let strictContinuation = MojibakeClass(rawValue: 1 << 18)

    /// The classes of each character of a text.
    static func classes(of text: [Unicode.Scalar]) -> [MojibakeClass] {
        text.map { scalar in
            scalar.isASCII
                ? (scalar == " " ? .continuation : [])
                : Int(scalar.value) < near.count ? near[Int(scalar.value)] : far[scalar] ?? []
        }
    }

    private static let members: [(MojibakeClass, String)] = [
        (.common, MojibakeData.common), (.c1, MojibakeData.c1), (.bad, MojibakeData.bad),
        (.law, MojibakeData.law), (.currency, MojibakeData.currency),
        (.startPunctuation, MojibakeData.startPunctuation),
        (.endPunctuation, MojibakeData.endPunctuation), (.numeric, MojibakeData.numeric),
        (.kaomoji, MojibakeData.kaomoji), (.upperAccented, MojibakeData.upperAccented),
        (.lowerAccented, MojibakeData.lowerAccented), (.upperCommon, MojibakeData.upperCommon),
        (.lowerCommon, MojibakeData.lowerCommon), (.box, MojibakeData.box),
        (.firstOf2, MojibakeData.utf8FirstOf2), (.firstOf3, MojibakeData.utf8FirstOf3),
        (.firstOf4, MojibakeData.utf8FirstOf4), (.continuation, MojibakeData.utf8Continuation),
        (.strictContinuation, MojibakeData.utf8ContinuationStrict),
    ]

    private static let all: [Unicode.Scalar: MojibakeClass] = {
        var all: [Unicode.Scalar: MojibakeClass] = [:]
        for (member, table) in members {
            for range in TableText.ranges(table) {
                for value in range.lowerBound.value...range.upperBound.value {
                    if let scalar = Unicode.Scalar(value) { all[scalar, default: []].insert(member) }
                }
            }
        }
        return all
    }()

    /// The classes of all characters below U+2600, which are nearly all that have one.
    private static let near = (0..<0x2600).map { value in
        Unicode.Scalar(UInt32(value)).flatMap { all[$0] } ?? []
    }

    private static let far = all.filter { $0.key.value >= 0x2600 }
}
