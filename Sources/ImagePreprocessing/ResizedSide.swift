/// One side of a stored image, and how many pixels it is to have.
struct ResizedSide: Sendable, Hashable {
    /// Pixels along the side.
    let inputSize: Int
    /// Pixels along the side of the resized image.
    let outputSize: Int
    /// Which of these are needed, counted as the image is seen upright.
    let window: Range<Int>
    /// Whether the image is stored from the other end of this side than it is seen.
    let isMirrored: Bool

    /// Whether the side keeps its length; it is not touched then, as weights for it would round.
    var isKept: Bool { inputSize == outputSize }

    /// The needed pixels of a side that keeps its length, in the stored order.
    var keptWindow: Range<Int> {
        isMirrored ? inputSize - window.upperBound..<inputSize - window.lowerBound : window
    }
}
