package import ByteIO
package import Engines
package import Tensors

/// The half of a model that embeds texts.
package protocol TextTower: Sendable {
    /// Takes texts to `[texts, embedding]`.
    func encode(_ batch: TokenBatch, on engine: any Engine) throws(FileError) -> Matrix
}
