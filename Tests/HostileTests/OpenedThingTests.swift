import ByteIO
import Checkpoints
import Foundation
import HostileCases
import TestSupport
import Testing

/// What lies at a path that is given as a checkpoint or a picture need not be a file.
@Suite struct OpenedThingTests {
    private let directory = TemporaryDirectory.made()
    private static let commands: [[String]] = [
        ["clip-inspect"], ["clip-verify"], ["clip-embed", "--text", "a"], ["clip-convert", "-o", "output"],
    ]

    /// None of them waits, whatever the thing does.
    @Test(
        .caseID("Z38"),
        arguments: [
            ("fifo", 66), ("socket", 66), ("loop", 66), ("dangling", 66), ("/dev/zero", 66),
            ("/dev/null", 66),
            ("/proc/self/mem", 65), ("folder", 65), ("missing", 66), ("file/below", 66), ("", 66),
        ] as [(String, Int32)])
    func whatIsNoFileIsRefused(_ name: String, _ code: Int32) throws {
        try makeThings()
        let before = try Snapshot(of: directory.path)
        for command in Self.commands {
            let run = try CommandRun(
                command[0], [name] + command.dropFirst(), limits: HostileCase.limits,
                directory: directory.path)
            #expect(run.exitCode == code, "\(command[0]) \(name): \(run.errors)")
            #expect(run.errors.split(separator: "\n").count <= 1, "\(run.errors)")
            #expect(try Snapshot(of: directory.path) == before)
        }
    }

    /// The tests may run as root, who may read everything; without that power he is refused as anybody else.
    @Test(.caseID("Z38")) func fileWithoutPermissionIsRefused() throws {
        let path = try directory.write(TorchArchiveBuilder.small.build(), to: "secret")
        try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: path)
        for command in Self.commands {
            let run = try CommandRun(
                command[0], [path] + command.dropFirst(), limits: HostileCase.limits, isPowerless: true,
                directory: directory.path)
            #expect(run.exitCode == 77, "\(command[0]): \(run.errors)")
        }
    }

    @Test(.caseID("I12"), arguments: ["socket", "loop", "/dev/zero", "folder", "missing"])
    func whatIsNoPictureIsALine(_ name: String) throws {
        try makeThings()
        try directory.write(HostileCases.goodClipwFile, to: "model.clipw")
        try directory.write(PNGBuilder(4, 3).bytes, to: "picture")
        let run = try CommandRun(
            "clip-embed", ["model.clipw", "--image", name, "--image", "picture"], limits: HostileCase.limits,
            directory: directory.path)
        #expect(run.exitCode == 65)
        let lines = run.output.split(separator: "\n")
        #expect(lines.count == 2)
        #expect(lines.first?.contains("\"error\":") == true)
        #expect(lines.last?.contains("\"embedding\":") == true)
    }

    @Test(.caseID("I11")) func oneBadPictureOfThousandsIsTold() throws {
        try directory.write(HostileCases.goodClipwFile, to: "model.clipw")
        try directory.write(PNGBuilder(4, 3).bytes, to: "picture")
        try directory.write([0xFF, 0xD8, 0xFF], to: "bad")
        let names = (0..<10_000).map { $0 == 4321 ? "bad" : "picture" }.joined(separator: "\n")
        try directory.write(Array(names.utf8), to: "list")
        let run = try CommandRun(
            "clip-embed", ["model.clipw", "--images-from", "list"], limits: HostileCase.limits,
            directory: directory.path)
        #expect(run.exitCode == 65)
        let lines = run.output.split(separator: "\n")
        #expect(lines.count == 10_000)
        let bad = lines.indices.filter { lines[$0].contains("\"error\":") }
        #expect(bad == [4321])
    }

    /// A link among the shards, and a shard that nobody ever finishes writing.
    @Test(
        .caseID("S9"),
        arguments: [("secret", 77), ("fifo", 66), ("folder", 66), ("loop", 66)] as [(String, Int32)])
    func shardThatIsNoFileOfTheFolderIsRefused(_ name: String, _ code: Int32) throws {
        try makeThings()
        let model = directory.path("model")
        try FileManager.default.createDirectory(atPath: model, withIntermediateDirectories: true)
        try directory.write(
            Array(#"{"weight_map":{"x":"a.safetensors"}}"#.utf8), to: "model/model.safetensors.index.json")
        let shard = model + "/a.safetensors"
        switch name {
        case "fifo": unsafe mkfifo(shard, 0o600)  // The path is a string of this test.
        case "folder":
            try FileManager.default.createDirectory(atPath: shard, withIntermediateDirectories: true)
        case "loop":
            try FileManager.default.createSymbolicLink(atPath: shard, withDestinationPath: "a.safetensors")
        default:
            try directory.write([1, 2, 3], to: "secret")
            try FileManager.default.createSymbolicLink(atPath: shard, withDestinationPath: "../secret")
        }
        for command in Self.commands {
            let run = try CommandRun(
                command[0], ["model"] + command.dropFirst(), limits: HostileCase.limits,
                directory: directory.path)
            #expect(run.exitCode == code, "\(command[0]) \(name): \(run.errors)")
        }
    }

    /// As a shell hands over what another command writes.
    @Test(.caseID("I12"), arguments: ["--image", "--images-from"]) func pictureOrListOfAFIFOIsRead(
        _ option: String
    ) throws {
        try makeThings()
        try directory.write(HostileCases.goodClipwFile, to: "model.clipw")
        try directory.write(PNGBuilder(4, 3).bytes, to: "picture")
        try directory.write(Array("picture\npicture\n".utf8), to: "list")
        let isList = option == "--images-from"
        for name in ["fifo", "/dev/stdin"] {
            let content = directory.path(isList ? "list" : "picture")
            let writer = try writing("cat '\(content)'", isNeeded: name == "fifo")
            defer { writer.terminate() }
            let run = try CommandRun(
                "clip-embed", ["model.clipw", option, name], limits: HostileCase.limits,
                input: TemporaryDirectory.contents(of: content), directory: directory.path)
            #expect(run.exitCode == 0, "\(name): \(run.output) \(run.errors)")
            #expect(run.output.components(separatedBy: "\"embedding\":").count == (isList ? 3 : 2))
        }
    }

    /// A list of labels that never ends is too long at some time.
    @Test(.caseID("K1")) func listWithoutEndIsRefused() throws {
        try makeThings()
        try directory.write(HostileCases.goodClipwFile, to: "model.clipw")
        try directory.write(PNGBuilder(4, 3).bytes, to: "picture")
        let writer = try writing("yes", isNeeded: true)
        defer { writer.terminate() }
        let run = try CommandRun(
            "clip-classify", ["model.clipw", "picture", "--labels-from", "fifo"], limits: HostileCase.limits,
            directory: directory.path)
        #expect(run.exitCode == 65 && run.errors.contains("it has more than that"), "\(run)")
    }

    /// A process that writes to the FIFO what a command prints, as soon as that is read.
    private func writing(_ command: String, isNeeded: Bool) throws -> Process {
        let process = Process()
        process.executableURL = URL(filePath: "/bin/bash")
        process.arguments = ["-c", isNeeded ? "exec \(command) > '\(directory.path("fifo"))'" : "true"]
        try process.run()
        return process
    }

    private func makeThings() throws {
        let files = FileManager.default
        // The paths are strings of this test.
        unsafe mkfifo(directory.path("fifo"), 0o600)
        unsafe mknod(directory.path("socket"), S_IFSOCK | 0o600, 0)
        try files.createSymbolicLink(atPath: directory.path("loop"), withDestinationPath: "loop")
        try files.createSymbolicLink(atPath: directory.path("dangling"), withDestinationPath: "nowhere")
        try files.createDirectory(atPath: directory.path("folder"), withIntermediateDirectories: true)
        try directory.write([1], to: "file")
    }
}
