package import Engines
package import Tensors

/// The half of a model that embeds images.
package protocol ImageTower: Sendable {
    /// Normalised pixels, planar: `[images, 3 · resolution · resolution]`, to `[images, embedding]`.
    func encode(_ images: Matrix, on engine: any Engine) throws(EngineError) -> Matrix
}
