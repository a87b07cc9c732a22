extension Collection<Float> {
    /// Whether the vector has a direction: its numbers are finite, and not all are zero.
    ///
    /// A cosine with a vector that has none would be no number, or 0 with everything.
    package var hasDirection: Bool { allSatisfy(\.isFinite) && contains { $0 != 0 } }
}
