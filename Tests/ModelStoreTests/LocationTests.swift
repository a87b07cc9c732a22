import ByteIO
import Foundation
import ModelStore
import StrictJSON
import TestSupport
import Testing

/// Where the store is, and what is read of Hugging Face's cache.
@Suite struct LocationTests {
    private let directory: TemporaryDirectory
    private let model: String

    init() throws {
        directory = try TemporaryDirectory()
        model = try directory.write(Repository.fixtureBytes("vit-torchscript-openai.pt"), to: "tiny.pt")
    }

    /// Variables of which nothing is left from whoever runs the tests.
    private func environment(_ variables: [String: String]) -> [String: String] {
        let none = ["CLIP_STORE": "", "XDG_CACHE_HOME": "", "HOME": "", "HF_HOME": "", "HF_HUB_CACHE": ""]
        return none.merging(variables) { $1 }
    }

    @Test func theNearestNamedFolderIsTaken() throws {
        let place = directory.path("a place\nwith é")
        var variables = ["HOME": place + "/home"]
        func added() throws -> String {
            let run = try CommandRun("clip-store", ["add", model], environment: environment(variables))
            #expect(run.exitCode == 0, "\(run.errors)")
            let found = try CommandRun("clip-store", ["path", "tiny"], environment: environment(variables))
            return found.output
        }
        #expect(try added() == place + "/home/.cache/clip/tiny.pt\n")
        variables["XDG_CACHE_HOME"] = "relative"
        #expect(try added() == place + "/home/.cache/clip/tiny.pt\n", "the specification has it ignored")
        variables["XDG_CACHE_HOME"] = place + "/cache"
        #expect(try added() == place + "/cache/clip/tiny.pt\n")
        variables["CLIP_STORE"] = place + "/store"
        #expect(try added() == place + "/store/tiny.pt\n")
        let named = try CommandRun(
            "clip-store", ["add", model, "--store", place + "/named"], environment: environment(variables))
        #expect(named.output.contains("/named/tiny.pt"))
    }

    @Test(arguments: ["", "relative", "~"]) func withoutAHomeItIsSaidWhatToDo(_ home: String) throws {
        for arguments in [["list"], ["pull", "RN50"], ["add", model]] {
            let run = try CommandRun("clip-store", arguments, environment: environment(["HOME": home]))
            #expect(run.exitCode == 73, "\(run.errors)")
            #expect(run.errors.contains("--store"))
        }
        let embed = try CommandRun(
            "clip-embed", ["missing.clipw", "--text", "a"], environment: environment(["HOME": home]))
        #expect(embed.exitCode == 66, "a path is a path all the same: \(embed.errors)")
    }

    @Test(arguments: ["/proc/nothing", "/dev/null", "/dev/null/x"]) func aFolderThatCannotBeIsRefused(
        _ path: String
    ) throws {
        let run = try CommandRun("clip-store", ["add", model, "--store", path])
        #expect(run.exitCode == 73, "\(run.errors)")
        #expect(run.errors.split(separator: "\n").count == 1)
    }

    @Test(arguments: [
        "../../etc/passwd", "", "ViT-B\u{2215}32", "ViT-B/32\n", String(repeating: "A", count: 10_240),
    ])
    func aNameThatIsNotKnownIsAUsageError(_ name: String) throws {
        let store = directory.path("store")
        let run = try CommandRun(
            "clip-store", ["pull", name, "--store", store, "--mirror", "http://127.0.0.1:1"])
        #expect(run.exitCode == 64, "\(run.errors)")
    }

    // MARK: Hugging Face's cache

    /// As huggingface_hub lays it out: blobs, and a snapshot of links to them.
    private func makeCache() throws -> String {
        let cache = directory.path("hub")
        let model = cache + "/models--someone--tiny-clip"
        let snapshot = model + "/snapshots/0123abcd"
        let manager = FileManager.default
        for folder in [
            snapshot, model + "/blobs", model + "/refs", cache + "/models--someone--bert/snapshots/1",
        ] {
            try manager.createDirectory(atPath: folder, withIntermediateDirectories: true)
        }
        try Data("0123abcd".utf8).write(to: URL(filePath: model + "/refs/main"))
        for name in ["config.json", "model.safetensors"] {
            try Data(Repository.fixtureBytes("vit-huggingface/" + name)).write(
                to: URL(filePath: model + "/blobs/blob-of-" + name))
            try manager.createSymbolicLink(
                atPath: snapshot + "/" + name, withDestinationPath: "../../blobs/blob-of-" + name)
        }
        let bert = cache + "/models--someone--bert/snapshots/1/"
        try Data("{\"model_type\": \"bert\"}".utf8).write(to: URL(filePath: bert + "config.json"))
        try Data([1]).write(to: URL(filePath: bert + "model.safetensors"))
        return cache
    }

    @Test func modelsOfHuggingFacesCacheAreListedUsedAndAdded() throws {
        let cache = try makeCache()
        let everything = try FileManager.default.subpathsOfDirectory(atPath: cache).sorted()
        let variables = environment(["HF_HUB_CACHE": cache, "CLIP_STORE": directory.path("store")])
        let list = try CommandRun("clip-store", ["list", "--json"], environment: variables)
        let listed = try #require(try JSONValue(parsing: list.output.utf8).array)
        #expect(listed.map { $0["name"] } == ["someone/tiny-clip"], "no other model than CLIP")
        #expect(listed[0]["state"] == "cached")
        let picture = ["--image", Repository.fixture("images/jpeg-444.jpg")]
        let used = try CommandRun("clip-embed", ["someone/tiny-clip"] + picture, environment: variables)
        #expect(used.exitCode == 0, "\(used.errors)")
        let added = try CommandRun("clip-store", ["add", "someone/tiny-clip"], environment: variables)
        #expect(added.exitCode == 0, "\(added.errors)")
        let again = try CommandRun("clip-embed", ["tiny-clip"] + picture, environment: variables)
        #expect(again.exitCode == 0, "\(again.errors)")
        #expect(try ModelStore(path: directory.path("store")).files().map(\.state) == [.ok])
        #expect(try FileManager.default.subpathsOfDirectory(atPath: cache).sorted() == everything)
    }
}
