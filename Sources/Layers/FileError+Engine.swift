package import ByteIO
package import Engines

extension FileError {
    /// A failure of an engine, which is that memory is short.
    package init(_ error: EngineError) {
        self.init(.inputOutput, found: error.description, allowed: "free some memory, or use a smaller batch")
    }
}
