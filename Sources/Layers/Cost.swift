/// What one item, an image or a text of the full context length, costs in a tower.
package struct Cost: Sendable, Hashable {
    /// Multiplications and additions of products.
    package var operations = 0.0
    /// Scores of attention, of all heads.
    package var scores = 0.0
    /// Numbers that the layer that holds most of them holds at once, beside its weights.
    package var largestLayer = 0
    /// Pixels of the image that goes in.
    package var pixels = 0

    /// Bytes that are held at once on one thread, beside the weights: an upper estimate for either engine.
    ///
    /// What flows through a tower is float32. Of an image there are its bytes, its normalised pixels, those of the batch,
    /// and the patches: 3 + 3 · 12 bytes a pixel.
    package var workingSet: Int { 39 * pixels + 4 * largestLayer }
}
