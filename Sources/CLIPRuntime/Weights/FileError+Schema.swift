package import ByteIO
package import ModelKit

extension FileError {
    /// A contradiction among weights, as a failure of the file that they are in.
    package init(_ error: SchemaError, path: FilePath) {
        self.init(
            error.isUnsupported ? .unsupported : .malformed, path: path, at: error.location,
            found: error.found, allowed: error.allowed)
    }
}
