/// The arithmetic of Hangul syllables, from section 3.12 of the Unicode Standard.
enum HangulSyllable {
    private static let firstSyllable: UInt32 = 0xAC00
    private static let firstLead: UInt32 = 0x1100
    private static let firstVowel: UInt32 = 0x1161
    /// One before the first trailing consonant, so that 0 is none.
    private static let noTrail: UInt32 = 0x11A7
    private static let leads: UInt32 = 19
    private static let vowels: UInt32 = 21
    private static let trails: UInt32 = 28

    /// The letters of a syllable, or nil for all else.
    static func decomposition(_ scalar: Unicode.Scalar) -> [Unicode.Scalar]? {
        guard scalar.value >= firstSyllable, scalar.value < firstSyllable + leads * vowels * trails else {
            return nil
        }
        let index = scalar.value - firstSyllable
        let trail = index % trails
        let values = [
            firstLead + index / (vowels * trails), firstVowel + index % (vowels * trails) / trails,
            noTrail + trail,
        ]
        return values.prefix(trail == 0 ? 2 : 3).compactMap(Unicode.Scalar.init)
    }

    /// The syllable of a lead and a vowel, or of a syllable without trail and a trail.
    static func composition(_ first: Unicode.Scalar, _ second: Unicode.Scalar) -> Unicode.Scalar? {
        let (first, second) = (first.value, second.value)
        if (firstLead..<firstLead + leads).contains(first),
            (firstVowel..<firstVowel + vowels).contains(second)
        {
            let syllable = ((first - firstLead) * vowels + second - firstVowel) * trails
            return Unicode.Scalar(firstSyllable + syllable)
        }
        guard (firstSyllable..<firstSyllable + leads * vowels * trails).contains(first),
            (first - firstSyllable).isMultiple(of: trails),
            (noTrail + 1..<noTrail + trails).contains(second)
        else { return nil }
        return Unicode.Scalar(first + second - noTrail)
    }
}
