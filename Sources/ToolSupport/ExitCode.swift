import ArgumentParser
package import ByteIO

extension FileError {
    /// The exit code of a command that fails with this error; docs/exit-codes.md lists them.
    package var exitCode: Int32 {
        switch code {
        case .mismatch: 1
        case .malformed, .unsupported: 65
        case .missing, .notRegularFile: 66
        case .unavailable: 69
        case .cannotCreate: 73
        case .inputOutput, .readerGone, .changed: 74
        case .timedOut: 75
        case .permission: 77
        }
    }
}
