/// What a text tower makes of a text's token ids before it computes.
package enum TextInput: Sendable, Hashable {
    /// The ids up to the first largest one, which ends a text, and behind which nothing counts.
    ///
    /// Tokens attend only to earlier ones, so texts that begin alike can share the work for their beginning.
    case untilLargest
    /// All ids; the tower fills them up to the context length, and every id takes part.
    case padded
}
