import ByteIO
import Checkpoints
import Foundation
import HostileCases
import Tensors
import TestSupport
import Testing

/// Little memory, few open files, small outputs; and files far larger than the disk.
@Suite struct LimitedResourceTests {
    private let directory = TemporaryDirectory.made()

    @Test(
        .caseID("C12"),
        arguments: [
            ("--as=\(160 << 20)", 74), ("--as=\(1 << 30)", 0), ("--nofile=8", 0), ("--fsize=1000", 74),
            ("--fsize=\(1 << 20)", 0),
        ].filter { CommandRun.canLimit($0.0) } as [(String, Int32)])
    func littleOfEverythingEndsAsDocumented(_ limit: String, _ code: Int32) throws {
        try directory.write(HostileCases.goodClipwFile, to: "model.clipw")
        try directory.write(HostileCases.goodArchive, to: "model.pt")
        let before = try Snapshot(of: directory.path)
        let run = try CommandRun(
            "clip-convert", ["model.pt", "-o", "output.clipw"], limits: [limit, "--cpu=30"],
            directory: directory.path)
        #expect(run.exitCode == code, "\(limit): \(run.errors)")
        let after = try Snapshot(of: directory.path)
        #expect(after.without("output.clipw") == before)
        #expect(after.items.keys.contains("output.clipw") == (code == 0))
    }

    /// A weight that is a transposed view takes a tile of it, here the whole of 128 bytes for each number that the MLP
    /// is wide, and a block of its storage more.
    @Test(
        .enabled(if: AllocationCounter.isAvailable), arguments: [1 << 14, 1 << 15], ["--fp16", "--int8"])
    func transposedWeightTakesAConstantMore(_ mlpWidth: Int, _ precision: String) throws {
        let peaks = try [false, true].map { isTransposed in
            try directory.write(
                LargeWeights.archive(mlpWidth: mlpWidth, isTransposed: isTransposed), to: "model.pt")
            let counter = try AllocationCounter(
                "clip-convert",
                ["model.pt", "-o", "output.clipw", "--force", "--no-validate", precision],
                directory: directory.path)
            #expect(counter.run.exitCode == 0, "\(counter.run.errors)")
            return counter.peakBytes
        }
        #expect(peaks[1] <= peaks[0] + 128 * mlpWidth + 2 << 20)
        #expect(peaks[0] <= 24 << 20)
    }

    /// Nothing reads the holes of a file that says it has a terabyte.
    @Test(.caseID("C11"), arguments: ["clip-inspect", "clip-verify"]) func terabyteOfNothingIsRefused(
        _ command: String
    ) throws {
        let path = try directory.write(HostileCases.goodClipwFile, to: "model.clipw")
        let handle = try FileHandle(forUpdating: URL(filePath: path))
        try handle.truncate(atOffset: 1 << 40)
        try handle.close()
        let run = try CommandRun(command, [path], limits: HostileCase.limits)
        #expect(run.exitCode == 65, "\(run.errors)")
    }

    /// An archive whose second record lies behind four gigabytes: offsets and sizes of 64 bits.
    @Test(.caseID("Z36")) func recordBehindFourGigabytesIsRead() throws {
        let path = directory.path("large.pt")
        try LargeArchive(zeros: 1 << 32).write(to: path)
        let checkpoint = try Checkpoint(path: FilePath(path))
        let tensor = try #require(checkpoint.tensors.first { $0.descriptor.name == "behind" })
        var bytes: [UInt8] = []
        try checkpoint.stream(tensor).read(24, into: &bytes)
        #expect(bytes == Array(0..<24))
        #expect(try CommandRun("clip-inspect", [path], limits: HostileCase.limits).exitCode == 0)
    }
}
