public import Foundation

/// Places in this repository, found from where this file was compiled.
public enum Repository {
    /// The root folder.
    public static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// Path of a fixture; Tests/Fixtures/README.md tells what each is and how it is made again.
    public static func fixture(_ name: String) -> String {
        root.appending(path: "Tests/Fixtures").appending(path: name).path
    }

    /// Bytes of a fixture.
    public static func fixtureBytes(_ name: String) throws -> [UInt8] {
        try [UInt8](Data(contentsOf: URL(filePath: fixture(name))))
    }
}
