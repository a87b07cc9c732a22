package import ByteIO
import Foundation

/// A folder of its own for a test, removed with this value.
package final class TemporaryDirectory: Sendable {
    /// The folder's path.
    package let path: String

    /// Makes an empty folder.
    package init() throws {
        path = FileManager.default.temporaryDirectory.appending(path: "clipw-test-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    /// A folder for a suite, whose values cannot throw when they are made.
    package static func made() -> TemporaryDirectory {
        do {
            return try TemporaryDirectory()
        } catch {
            preconditionFailure("the temporary folder cannot be written: \(error)")
        }
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    /// Path of something in the folder.
    package func path(_ name: String) -> String { "\(path)/\(name)" }

    /// Path of something in the folder, for what takes paths.
    @_disfavoredOverload
    package func path(_ name: FilePath) -> FilePath { "\(path)/\(name)" }

    /// Writes a file into the folder and returns its path.
    @discardableResult
    package func write(_ bytes: [UInt8], to name: String) throws -> String {
        try Data(bytes).write(to: URL(filePath: path(name)))
        return path(name)
    }

    /// Writes a file into the folder and returns its path.
    @_disfavoredOverload
    @discardableResult
    package func write(_ bytes: [UInt8], to name: String) throws -> FilePath {
        FilePath(try write(bytes, to: name) as String)
    }

    /// Bytes of any file.
    package static func contents(of path: String) throws -> [UInt8] {
        try [UInt8](Data(contentsOf: URL(filePath: path)))
    }

    /// Bytes of any file.
    @_disfavoredOverload
    package static func contents(of path: FilePath) throws -> [UInt8] {
        let file = try InputFile(path: path)
        return try file.bytes(file.byteCount, at: 0)
    }

    /// Names of all that lies in the folder, hidden files too.
    package var contents: [String] {
        get throws { try FileManager.default.contentsOfDirectory(atPath: path).sorted() }
    }
}
