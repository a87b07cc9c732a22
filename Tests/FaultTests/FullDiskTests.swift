import Foundation
import TestSupport
import Testing

/// A disk without room, and limits of the process.
@Suite struct FullDiskTests {
    private let input = Repository.fixture("vit-torchscript-openai.pt")

    /// Whether this process may mount a small file system that only its children see.
    private static let canMount = shell("mount -t tmpfs none /mnt") == 0

    private static func shell(_ script: String, _ arguments: [String] = []) -> Int32 {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/unshare")
        process.arguments = ["--map-root-user", "--mount", "/bin/sh", "-c", script, "sh"] + arguments
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return -1 }
        process.waitUntilExit()
        return process.terminationStatus
    }

    @Test(
        .enabled(
            if: canMount, "a small file system cannot be mounted here (unshare --map-root-user --mount)"),
        arguments: [16, 64, 128, 256, 4096])
    func fullFileSystemKeepsTheOldFile(_ kibibytes: Int) throws {
        let directory = try TemporaryDirectory()
        // The old file, then the conversion, then what there is; all in the small file system.
        let script = """
            mount -t tmpfs -o size=\(kibibytes)k none "$1" && echo old >"$1/o" || exit 99
            "$2" "$3" -o "$1/o" --force --fp32 --no-validate 2>"$4/errors"
            code=$?
            [ "$(ls -A "$1")" = o ] || exit 98
            [ $code -ne 0 ] || exit 0
            [ "$(cat "$1/o")" = old ] || exit 97
            exit $code
            """
        let reports = try TemporaryDirectory()
        let code = Self.shell(
            script, [directory.path, CommandRun.path(of: "clip-convert"), input, reports.path])
        let errors = String(
            decoding: try TemporaryDirectory.contents(of: reports.path("errors")), as: UTF8.self)
        #expect(code == (kibibytes == 4096 ? 0 : 74), "\(code): \(errors)")
        if code == 74 { #expect(errors.contains("no space left on device"), "\(errors)") }
    }

    @Test(arguments: [
        ["clip-inspect"], ["clip-verify"], ["clip-convert", "--no-validate", "--fp16"],
        ["clip-embed", "--text", "a"],
        ["clip-tokenize"],
    ]) func resultThatCannotBeWrittenIsAnError(_ command: [String]) throws {
        let directory = try TemporaryDirectory()
        let model = directory.path("m")
        #expect(try CommandRun("clip-convert", [input, "-o", model, "--no-validate"]).exitCode == 0)
        let output = command[0] == "clip-convert" ? ["-o", directory.path("n")] : []
        let source = command[0] == "clip-convert" ? input : model
        let run = try CommandRun(
            command[0], [source] + command.dropFirst() + output, outputPath: "/dev/full")
        #expect(run.exitCode == 74, "\(command): \(run.exitCode) \(run.errors)")
        #expect(run.errors.contains("no space left on device"), "\(run.errors)")
    }

    /// Less memory than the engines' libraries would like: an error, and no endless waiting for it.
    ///
    /// Below about 100 MiB the process ends wherever it is, since Swift's own allocations cannot fail in any other way.
    @Test(
        .enabled(
            if: CommandRun.canLimit("--as="),
            "a sanitizer reserves terabytes of addresses"),
        arguments: [64, 96, 160, 256, 288, 320, 352, 384, 448, 2048])
    func littleMemoryIsAnError(_ mebibytes: Int) throws {
        let directory = try TemporaryDirectory()
        let output = try directory.write(Array("old".utf8), to: "o")
        let run = try CommandRun(
            "clip-convert", [input, "-o", output, "--force"], limits: ["--as=\(mebibytes << 20)", "--cpu=20"])
        #expect(try directory.contents == ["o"])
        let isOld = try TemporaryDirectory.contents(of: output) == Array("old".utf8)
        #expect(isOld == (run.exitCode != 0), "\(run.exitCode) \(run.errors)")
        if mebibytes >= 160 { #expect([0, 74].contains(run.exitCode), "\(run.exitCode) \(run.errors)") }
        if mebibytes == 2048 { #expect(run.exitCode == 0, "\(run.errors)") }
    }

    /// Fewer descriptors than are needed, until there are enough.
    @Test(arguments: ["clip-convert", "clip-inspect", "clip-verify"])
    func fewDescriptorsAreAnError(_ command: String) throws {
        let directory = try TemporaryDirectory()
        let output = command == "clip-convert" ? ["-o", directory.path("o"), "--no-validate"] : []
        var codes: [Int32] = []
        // Three are the standard streams, the fourth is the dynamic linker's.
        for count in 4...12 {
            let run = try CommandRun(command, [input] + output, limits: ["--nofile=\(count)"])
            codes.append(run.exitCode)
            if run.exitCode != 0 { #expect(try directory.contents.isEmpty) }
            try? FileManager.default.removeItem(atPath: directory.path("o"))
        }
        #expect(Set(codes).isSubset(of: [0, 65, 74]), "\(codes)")
        #expect(codes.first == 74 && codes.last == 0, "\(codes)")
    }
}
