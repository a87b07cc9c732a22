/// One of the two halves of a CLIP model.
public enum Tower: String, Sendable, CaseIterable {
    /// The half that embeds images.
    case image
    /// The half that embeds texts.
    case text
}
