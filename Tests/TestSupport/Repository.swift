package import ByteIO
package import Foundation

/// Places in this repository, found from where this file was compiled.
package enum Repository {
    /// The root folder.
    package static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// Path of a fixture; Tests/Fixtures/README.md tells what each is and how it is made again.
    package static func fixture(_ name: String) -> String {
        root.appending(path: "Tests/Fixtures").appending(path: name).path
    }

    /// The same, for what takes paths.
    @_disfavoredOverload
    package static func fixture(_ name: String) -> FilePath { FilePath(fixture(name) as String) }

    /// The same, for what takes paths.
    @_disfavoredOverload
    package static func example(_ name: String) -> FilePath { FilePath(example(name) as String) }

    /// Path of something that comes with the project's example of a trained model.
    package static func example(_ name: String) -> String {
        root.appending(path: "Examples/shapes").appending(path: name).path
    }

    /// Bytes of a fixture.
    package static func fixtureBytes(_ name: String) throws -> [UInt8] {
        try [UInt8](Data(contentsOf: URL(filePath: fixture(name))))
    }
}
