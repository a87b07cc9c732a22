import ByteIO
import Foundation
import HTTPTransfer
import KnownModels
import ModelStore
import TestSupport
import Testing

/// A store of a test's own, with models that are published for it: the same bytes for the same seed.
struct StoreFixture {
    let directory: TemporaryDirectory
    let bytes: [UInt8]
    let table: String
    var options = PullOptions()

    static let name = "test/model"
    static let fileName = "model.pt"

    /// - Parameter bytes: of the published file; nil for a small checkpoint.
    init(bytes: [UInt8]? = nil, isSizeKnown: Bool = true) throws {
        directory = try TemporaryDirectory()
        self.bytes = try bytes ?? Repository.fixtureBytes("vit-torchscript-openai.pt")
        table = try directory.write(
            Array(Self.row(self.bytes, isSizeKnown: isSizeKnown).utf8), to: "table.tsv")
        options.backOff = .milliseconds(5)
        options.patience = .seconds(10)
        options.retries = 3
    }

    /// So many bytes that nobody could guess, the same each time.
    static func randomBytes(_ count: Int) -> [UInt8] {
        var generator = SeededGenerator(seed: UInt64(count))
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count + 8)
        while bytes.count < count {
            let word = generator.next()
            for shift in 0..<8 { bytes.append(UInt8(truncatingIfNeeded: word >> (8 * shift))) }
        }
        return Array(bytes.prefix(count))
    }

    private static func row(_ bytes: [UInt8], isSizeKnown: Bool) throws -> String {
        let size = isSizeKnown ? String(bytes.count) : "-"
        let digest = try SHA256.digest(of: bytes.span)
        return
            "name\tfile\tbytes\tsha256\tmd5\tactivation\n\(name)\t\(fileName)\t\(size)\t\(digest)\t-\tquick_gelu\n"
    }

    var path: String { directory.path("store") }
    var file: String { path + "/" + Self.fileName }
    /// Arguments of `clip-store` that mean this store.
    var arguments: [String] { ["--store", path, "--table", table] }

    func store() throws -> ModelStore {
        try ModelStore.ofUser(path: FilePath(path), table: FilePath(table), creating: true)
    }

    /// Pulls the model from a server.
    func pull(from address: String) throws -> ModelStore.PullOutcome {
        var options = options
        options.mirror = address
        return try store().pull(Self.name, over: HTTPTransfer(agent: "test"), options)
    }

    /// Puts a file into the store as somebody else would.
    func place(_ bytes: [UInt8], _ name: String = fileName) throws {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        try Data(bytes).write(to: URL(filePath: path + "/" + name))
    }

    /// A copy of a file of the repository's, which a store may link to: a new name of the original would be a change
    /// that other tests notice while they read it.
    func copy(of fixture: String) throws -> String {
        try directory.write(Repository.fixtureBytes(fixture), to: fixture)
    }

    /// Leaves a download as a process would that was killed.
    func leavePartial(_ bytes: [UInt8], validator: String? = "\"one\"") throws {
        let folder = path + "/.clip-store/partial"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try Data(bytes).write(to: URL(filePath: "\(folder)/\(Self.fileName).partial"))
        let origin = validator.map {
            "{\"validator\": \"\($0.replacingOccurrences(of: "\"", with: "\\\""))\"}"
        }
        if let origin { try Data(origin.utf8).write(to: URL(filePath: "\(folder)/\(Self.fileName).json")) }
    }

    var partialByteCount: Int? {
        FileIdentity(ofPath: FilePath(path + "/.clip-store/partial/\(Self.fileName).partial"))?.byteCount
    }

    /// That the model is there, sound, and nothing else is left.
    func expectGood(_ comment: Comment? = nil, sourceLocation: SourceLocation = #_sourceLocation) throws {
        #expect(
            try TemporaryDirectory.contents(of: file) == bytes, comment, sourceLocation: sourceLocation)
        #expect(partialByteCount == nil, comment, sourceLocation: sourceLocation)
        #expect(
            try store().verify(threads: 1).map(\.state) == [.ok], comment, sourceLocation: sourceLocation)
    }

    /// That nothing is at the model's path.
    func expectNothing(sourceLocation: SourceLocation = #_sourceLocation) {
        #expect(FileIdentity(ofPath: FilePath(file)) == nil, sourceLocation: sourceLocation)
    }
}
