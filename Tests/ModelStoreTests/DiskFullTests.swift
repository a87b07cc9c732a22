import ByteIO
import Foundation
import HTTPTransfer
import ModelStore
import TestSupport
import Testing

/// A small file system of a test's own.
final class SmallDisk {
    let path: String
    private let directory: TemporaryDirectory

    /// Whether this process may mount one.
    static let isPossible = (try? SmallDisk(1 << 20)) != nil

    init(_ byteCount: Int) throws {
        directory = try TemporaryDirectory()
        path = directory.path
        guard try Self.run("/usr/bin/mount", ["-t", "tmpfs", "-o", "size=\(byteCount)", "tmpfs", path]) else {
            throw POSIXError(.EPERM)
        }
    }

    deinit {
        _ = try? Self.run("/usr/bin/umount", ["--lazy", path])
    }

    func grow(to byteCount: Int) throws {
        _ = try Self.run("/usr/bin/mount", ["-o", "remount,size=\(byteCount)", path])
    }

    private static func run(_ program: String, _ arguments: [String]) throws -> Bool {
        let process = Process()
        process.executableURL = URL(filePath: program)
        process.arguments = arguments
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        return process.terminationStatus == 0
    }
}

/// A disk that is full at any write: code 74, and nothing but what can be gone on with.
@Suite(
    .enabled(
        if: SmallDisk.isPossible,
        "NOT TESTED: a full disk needs a small file system, which only root can mount"))
struct DiskFullTests {
    private let fixture: StoreFixture
    private let model = Repository.fixture("vit-torchscript-openai.pt")

    init() throws {
        fixture = try StoreFixture(isSizeKnown: false)
    }

    private func arguments(_ disk: SmallDisk) -> [String] {
        ["--store", disk.path + "/store", "--table", fixture.table]
    }

    /// The server tells no length and the table none, so that it is found out by writing.
    @Test(arguments: [4096, 8192, 16_384, 65_536, 200_000, 400_000, 444_000, 446_000, 450_000, 460_000])
    func duringAPull(_ room: Int) throws {
        let disk = try SmallDisk(room)
        let bytes = fixture.bytes
        let server = try ScriptedServer { _, request in Answers.file(bytes, for: request, lengthIsTold: false)
        }
        let pull = ["pull", StoreFixture.name, "--mirror", server.address] + arguments(disk)
        let run = try CommandRun("clip-store", pull)
        #expect([0, 73, 74].contains(run.exitCode), "\(run.exitCode): \(run.errors)")
        #expect(run.exitCode == 0 || room < 470_000)
        #expect(run.exitCode != 0 || room > 440_000, "it does not fit into \(room) bytes")
        if run.exitCode == 74 { #expect(run.errors.contains("disk space"), "\(run.errors)") }
        let states = try ModelStore(path: FilePath(disk.path + "/store")).files().map(\.state)
        #expect(states.allSatisfy { $0 == .partial } || run.exitCode == 0, "\(states)")
        try disk.grow(to: 2_000_000)
        #expect(try CommandRun("clip-store", pull).exitCode == 0)
        #expect(try TemporaryDirectory.contents(of: disk.path + "/store/model.pt") == bytes)
    }

    @Test func aSizeThatDoesNotFitIsKnownBeforehand() throws {
        let disk = try SmallDisk(300_000)
        let bytes = fixture.bytes
        let server = try ScriptedServer { _, request in Answers.file(bytes, for: request) }
        let run = try CommandRun(
            "clip-store", ["pull", StoreFixture.name, "--mirror", server.address] + arguments(disk))
        #expect(run.exitCode == 74)
        #expect(run.errors.contains("\(bytes.count) bytes are needed"), "\(run.errors)")
    }

    @Test(arguments: [100_000, 440_000, 446_000, 448_000, 452_000]) func duringAnAdd(_ room: Int) throws {
        let disk = try SmallDisk(room)
        let run = try CommandRun("clip-store", ["add", model] + arguments(disk))
        #expect([0, 74].contains(run.exitCode), "\(run.exitCode): \(run.errors)")
        let files = try ModelStore(path: FilePath(disk.path + "/store")).verify(threads: 1)
        #expect(files.map(\.state) == (run.exitCode == 0 ? [.ok] : []))
        try disk.grow(to: 2_000_000)
        #expect(try CommandRun("clip-store", ["add", model] + arguments(disk)).exitCode == 0)
    }

    @Test(arguments: [460_000, 600_000, 670_000, 690_000, 700_000]) func duringAConversion(_ room: Int) throws
    {
        let disk = try SmallDisk(room)
        #expect(try CommandRun("clip-store", ["add", model] + arguments(disk)).exitCode == 0)
        let convert = ["pull", StoreFixture.name, "--offline", "--convert", "int8"] + arguments(disk)
        let run = try CommandRun("clip-store", convert)
        #expect([0, 74].contains(run.exitCode), "\(run.exitCode): \(run.errors)")
        try disk.grow(to: 2_000_000)
        #expect(try CommandRun("clip-store", convert).exitCode == 0)
        let table = try ModelCatalog.published.adding(tableAt: FilePath(fixture.table))
        let files = try ModelStore(path: FilePath(disk.path + "/store"), catalog: table).verify(threads: 1)
        #expect(files.map(\.state) == [.ok, .ok])
    }
}
