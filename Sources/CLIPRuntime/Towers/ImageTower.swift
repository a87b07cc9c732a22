import Tensors

/// The half of a model that embeds images.
protocol ImageTower: Sendable {
    /// Normalised pixels, planar: `[images, 3 · resolution · resolution]`, to `[images, embedding]`.
    func encode(_ images: Matrix) throws(EngineError) -> Matrix
}
