package import ByteIO
package import Engines

/// Where the weights of a model are read from, by their canonical names.
///
/// A `.clipw` file is one; so is a checkpoint that is being converted, whose golden embeddings are computed
/// before there is a file.
package protocol WeightSource: Sendable {
    /// All of a weight.
    ///
    /// - Throws: `malformed` if there is none of this name; what reading throws.
    func weight(_ name: String) throws(FileError) -> StoredWeight

    /// One row of a weight with two dimensions, such as the embedding of one token.
    func row(_ index: Int, of name: String) throws(FileError) -> [Float]

    /// - Throws: `changed` if the files have been written to since they were opened, so that what was read since is not
    ///   what was checked then.
    func requireSameContent() throws(FileError)
}

extension WeightSource {
    /// The numbers of a weight, however it is stored.
    package func floats(_ name: String) throws(FileError) -> [Float] { try weight(name).floats }
}
