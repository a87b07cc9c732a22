import Foundation

/// A library in C that is loaded into a command before all others, compiled once for this run of the tests.
struct PreloadedLibrary: Sendable {
    private let folder: TemporaryDirectory
    private let path: String

    /// Compiles a source that lies beside this file.
    init(_ source: String) throws {
        folder = try TemporaryDirectory()
        path = folder.path("library.so")
        let compiler = Process()
        compiler.executableURL = URL(filePath: "/usr/bin/env")
        compiler.arguments = [
            "cc", "-O1", "-Wall", "-Werror", "-shared", "-fPIC", "-o", path,
            URL(filePath: #filePath).deletingLastPathComponent().appending(path: source).path,
        ]
        try compiler.run()
        compiler.waitUntilExit()
        // A C compiler named cc is needed.
        guard compiler.terminationStatus == 0 else { throw POSIXError(.ENOEXEC) }
    }

    /// The variable that loads it before what the tests themselves were started with, such as that of
    /// Scripts/sanitize.sh.
    var environment: [String: String] {
        let others = ProcessInfo.processInfo.environment["LD_PRELOAD"]
        return ["LD_PRELOAD": [path, others].compactMap(\.self).joined(separator: ":")]
    }
}
