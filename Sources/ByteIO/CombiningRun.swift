/// Runs of combining characters, which texts from outside must not have at any length.
///
/// Swift compares and hashes strings in their canonical form, for which a run of combining characters is sorted by
/// insertion: the time is the square of its length, a minute for a megabyte. A text that is compared has no long run.
package enum CombiningRun {
    /// What a text may have, to stand behind an error.
    package static let allowed = "at most \(Limits.combiningRun) after one another"

    /// Whether more of them follow one another in a text.
    package static func isTooLong(in text: String) -> Bool {
        // All of them are written with a first byte of CC or more.
        guard text.utf8.contains(where: { $0 >= 0xCC }) else { return false }
        var length = 0
        for scalar in text.unicodeScalars {
            let isCombining =
                scalar.value >= 0x300 && scalar.properties.canonicalCombiningClass != .notReordered
            length = isCombining ? length + 1 : 0
            if length > Limits.combiningRun { return true }
        }
        return false
    }
}
