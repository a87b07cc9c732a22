import ByteIO
import Checkpoints
import Foundation
import StrictJSON
import TestSupport
import Testing

/// Folders of Hugging Face and open_clip: which file is taken, and that no other is reached.
@Suite struct ModelFolderTests {
    private let directory = TemporaryDirectory.made()

    private func put(_ fixture: String, as name: String) throws {
        try directory.write(Repository.fixtureBytes(fixture), to: name)
    }

    private func open() throws -> Checkpoint { try Checkpoint(path: FilePath(directory.path)) }

    @Test func folderWithoutWeightsIsRefused() throws {
        try directory.write(Array("{}".utf8), to: "config.json")
        let error = #expect(throws: FileError.self) { try open() }
        #expect(error?.found == "the folder has no weights")
        #expect(error?.code == .unsupported)
    }

    @Test func shardedPicklesAreNamed() throws {
        try directory.write(Array("{}".utf8), to: "pytorch_model.bin.index.json")
        let error = #expect(throws: FileError.self) { try open() }
        #expect(error?.found.contains("pytorch_model.bin.index.json") == true)
    }

    @Test func safetensorsComeBeforePickles() throws {
        try put("small.pt", as: "pytorch_model.bin")
        #expect(try open().format == .torchZip)
        try put("small.safetensors", as: "model.safetensors")
        #expect(try open().format == .safetensors)
    }

    @Test func configurationsAreRead() throws {
        try put("small.safetensors", as: "model.safetensors")
        try directory.write(Array("{\"model_type\": \"clip\"}".utf8), to: "config.json")
        #expect(try open().configurations["config.json"]?["model_type"] == "clip")
    }

    @Test(arguments: ["{", "{\"a\": 1, \"a\": 2}", "", "\u{FEFF}{}", "[1,]"])
    func damagedConfigurationIsRefused(_ text: String) throws {
        try put("small.safetensors", as: "model.safetensors")
        try directory.write(Array(text.utf8), to: "config.json")
        let error = #expect(throws: FileError.self) { try open() }
        #expect(error?.path?.hasSuffix("config.json") == true)
        #expect(error?.code == .malformed)
    }

    @Test func linkThatLeavesTheFolderIsRefused() throws {
        let other = TemporaryDirectory.made()
        try other.write(Repository.fixtureBytes("small.safetensors"), to: "secret")
        try FileManager.default.createSymbolicLink(
            atPath: directory.path("model.safetensors"), withDestinationPath: other.path("secret"))
        let error = #expect(throws: FileError.self) { try open() }
        #expect(error?.code == .permission)
    }

    /// huggingface_hub keeps files in `blobs` and links to them from `snapshots/REVISION`.
    @Test func linksOfAHuggingFaceCacheAreFollowed() throws {
        let blob = "blobs/0123abcd"
        for folder in ["blobs", "snapshots/main"] {
            try FileManager.default.createDirectory(
                atPath: directory.path(folder), withIntermediateDirectories: true)
        }
        try put("small.safetensors", as: blob)
        try FileManager.default.createSymbolicLink(
            atPath: directory.path("snapshots/main/model.safetensors"), withDestinationPath: "../../" + blob)
        #expect(try Checkpoint(path: directory.path("snapshots/main")).tensors.count > 0)
    }

    /// A FIFO would wait for a writer for ever.
    @Test func fifoIsRefusedAtOnce() throws {
        // The path is a string of this test.
        unsafe mkfifo(directory.path("model.safetensors"), 0o600)
        let error = #expect(throws: FileError.self) { try open() }
        #expect(error?.code == .notRegularFile)
    }
}
