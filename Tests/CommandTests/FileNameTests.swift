import ByteIO
import Foundation
import StrictJSON
import TestSupport
import Testing

/// File names are bytes: a file of any name that Linux has is read and written by every command, and named in JSON.
@Suite struct FileNameTests {
    private let directory = TemporaryDirectory.made()

    /// Stems of every odd kind, short enough for the longest extension.
    static let stems: [[UInt8]] = [
        [0x78, 0xFF], [0xC3, 0x28], Array("a\nb".utf8), Array("-x".utf8), Array("a\tb".utf8),
        Array("\u{202E}gpj".utf8), Array("\u{10FFFF}\u{10FF80}".utf8), Array("e\u{301}".utf8),
        [UInt8](repeating: 0xFE, count: 255 - ".safetensors".utf8.count),
    ]

    private func name(_ stem: [UInt8], _ suffix: String) -> FilePath {
        "./\(FilePath(bytes: stem + suffix.utf8))"
    }

    private func put(_ bytes: [UInt8], at path: FilePath) throws {
        let output = try OutputFile(
            path: FilePath(directory.path).appending(path), byteCount: bytes.count, mayReplace: false)
        try output.write(bytes.span, at: 0)
        try output.commit()
    }

    private func run(
        _ command: String, _ arguments: [FilePath], input: [UInt8] = [], redirections: String = "",
        expect code: Int32 = 0
    ) throws -> CommandRun {
        let run = try CommandRun(
            bytes: command, arguments, input: input, redirections: redirections,
            environment: ["HOME": directory.path, "XDG_CACHE_HOME": directory.path], directory: directory.path
        )
        #expect(run.exitCode == code, "\(command): \(run.errors)")
        return run
    }

    private func names() throws -> [[UInt8]] {
        try OpenDirectory(path: FilePath(directory.path)).names().map(\.bytes)
    }

    @Test(arguments: stems) func everyCommandReadsAndWritesIt(_ stem: [UInt8]) throws {
        let (source, model, picture) = (name(stem, ".pt"), name(stem, ".clipw"), name(stem, ".png"))
        try put(Repository.fixtureBytes("vit-torchscript-openai.pt"), at: source)
        try put(Repository.fixtureBytes("images/png-gray-4.png"), at: picture)
        let converted = try run("clip-convert", [source, "-o", model, "--no-validate", "--json"])
        let report = try JSONValue(parsing: converted.output.utf8)
        #expect(report["output"] == .path(model) && report["source"]?["path"] == .path(source))
        #expect(try names().contains(stem + ".clipw".utf8))

        let inspected = try JSONValue(parsing: run("clip-inspect", [model, "--json"]).output.utf8)
        #expect(inspected["path"] == .path(model))
        let verified = try JSONValue(parsing: run("clip-verify", [model, "--json"]).output.utf8)
        #expect(verified.array?.first?["path"] == .path(model))

        let output = name(stem, ".jsonl")
        _ = try run("clip-embed", [model, "--image", picture, "-o", output])
        let file = try InputFile(path: FilePath(directory.path).appending(output))
        let line = try JSONValue(parsing: file.bytes(file.byteCount, at: 0).dropLast())
        #expect(line["input"] == .path(picture) && line["embedding"] != nil)
        let listed = try run("clip-embed", [model, "--images-from", "-", "-0"], input: picture.bytes + [0])
        #expect(try JSONValue(parsing: listed.output.utf8)["input"] == .path(picture))

        let labels = name(stem, ".txt")
        try put(Array("a\nb\n".utf8), at: labels)
        let shapes = FilePath(Repository.example("shapes.pt") as String)
        let classified = try run("clip-classify", [shapes, picture, "--labels-from", labels, "--json"])
        #expect(try JSONValue(parsing: classified.output.utf8)["image"] == .path(picture))
        let pictures = name(stem, ".d")
        let path = FilePath(directory.path).appending(pictures)
        _ = try OpenDirectory(path: path.appending("a"), creating: true)
        try put(
            Repository.fixtureBytes("images/png-gray-4.png"), at: "\(pictures)/a/\(FilePath(bytes: stem)).png"
        )
        try put([0], at: "\(pictures)/a/broken\(FilePath(bytes: stem.prefix(200))).png")
        let evaluated = try run(
            "clip-evaluate", [shapes, "--images", pictures, "--labels-from", labels, "--json"])
        let unreadable = try JSONValue(parsing: evaluated.output.utf8)["unreadable"]?.array
        #expect(unreadable?.first?["image"] == .path("a/broken\(FilePath(bytes: stem.prefix(200))).png"))

        let stored = try run("clip-store", ["add", model, "--name", "mine", "--store", name(stem, ".store")])
        #expect(stored.output.hasPrefix("mine: "))
        #expect(try names().contains(stem + ".store".utf8))
    }

    @Test func twoNamesThatAreNoTextAreTwoFiles() throws {
        let source = FilePath(Repository.fixture("vit-torchscript-openai.pt") as String)
        for byte in [0xFF, 0xFE] as [UInt8] {
            _ = try run("clip-convert", [source, "-o", FilePath(bytes: [0x78, byte]), "--no-validate"])
        }
        #expect(try names() == [[0x78, 0xFE], [0x78, 0xFF]])
    }

    @Test func sentencesShowBytesEscaped() throws {
        let missing = try run("clip-inspect", [FilePath(bytes: [0x78, 0xFF])], expect: 66)
        #expect(missing.errors == "clip-inspect: x\\xff: open failed: no such file or directory\n")
        let usage = try run("clip-inspect", ["a", FilePath(bytes: [0x1B, 0xFF])], expect: 64)
        #expect(usage.errors.contains("\\u{1b}\\xff") && !usage.errors.contains("\u{1B}"))
    }

    /// `find -print0` without `-0`.
    @Test func nulInAListIsToldAndReadWithMinus0() throws {
        let picture = FilePath(Repository.fixture("images/png-gray-4.png") as String)
        let model = FilePath(Repository.fixture("vit-torchscript-openai.pt") as String)
        let list = picture.bytes + [0] + picture.bytes + [0]
        let wrong = try run("clip-embed", [model, "--images-from", "-"], input: list, expect: 65)
        #expect(wrong.output.contains("NUL byte at position \(picture.bytes.count)"))
        let right = try run("clip-embed", [model, "--images-from", "-", "--null"], input: list)
        #expect(right.output.split(separator: "\n").count == 2)
    }

    @Test func minusIsStandardOutputWhereTheOutputIsAStream() throws {
        let model = FilePath(Repository.fixture("vit-torchscript-openai.pt") as String)
        let picture = FilePath(Repository.fixture("images/png-gray-4.png") as String)
        let arguments = [model, "--image", picture, "-o"]
        _ = try run("clip-embed", arguments + ["out"])
        _ = try run("clip-embed", arguments + ["-"], redirections: ">stdout")
        let (file, stream) = (directory.path("out"), directory.path("stdout"))
        #expect(try TemporaryDirectory.contents(of: file) == TemporaryDirectory.contents(of: stream))
        try FileManager.default.removeItem(atPath: file)
        // The number of rows stands before the first of them.
        let array = try run("clip-embed", arguments + ["-", "--format", "npy"], expect: 64)
        #expect(array.errors.contains("--format npy needs --output, a file"))
        let refused: [(String, [FilePath])] = [
            ("clip-convert", [model, "-o", "-"]), ("clip-classify", [model, "--labels", "a", "-o", "-"]),
            ("clip-evaluate", [model, "--images", "x", "--confusion", "-"]),
            ("clip-evaluate", [model, "--images", "x", "--embeddings", "-"]),
        ]
        for (command, arguments) in refused {
            let run = try run(command, arguments, expect: 64)
            #expect(run.errors.contains("- is no file"), "\(run.errors)")
        }
        #expect(try names() == [Array("stdout".utf8)])
    }

    /// Before anything is opened, also by a library that knows nothing of it.
    @Test func closedStandardStreamsAreTaken() throws {
        let fifo = directory.path("fifo")
        unsafe mkfifo(fifo, 0o600)
        let process = Process()
        process.executableURL = URL(filePath: "/bin/bash")
        process.arguments = [
            "-c", "exec \"$@\" <&- >&- 2>&-", "bash", CommandRun.path(of: "clip-embed"),
            Repository.fixture("vit-torchscript-openai.pt"), "--images-from", fifo,
        ]
        try process.run()
        defer { process.terminate() }
        let streams = (0...2).map { "/proc/\(process.processIdentifier)/fd/\($0)" }
        let targets = { streams.map { try? FileManager.default.destinationOfSymbolicLink(atPath: $0) } }
        for _ in 0..<2000 where targets() != ["/dev/null", "/dev/null", "/dev/null"] { usleep(1000) }
        #expect(targets() == ["/dev/null", "/dev/null", "/dev/null"])
    }

    /// What is printed must not end up in the file that is written.
    @Test(arguments: ["<&-", "<&- >&-", "<&- >&- 2>&-", ">&- 2>&-", "2>&-"])
    func closedStandardStreamsBecomeNoFile(_ redirections: String) throws {
        let source = FilePath(Repository.fixture("vit-torchscript-openai.pt") as String)
        _ = try run("clip-convert", [source, "-o", "expected", "--no-validate"])
        _ = try run(
            "clip-convert", [source, "-o", "o", "--no-validate"], redirections: redirections,
            expect: redirections.contains(" >&-") || redirections.hasPrefix(">&-") ? 74 : 0)
        #expect(
            try TemporaryDirectory.contents(of: directory.path("o"))
                == TemporaryDirectory.contents(of: directory.path("expected")))
    }
}
