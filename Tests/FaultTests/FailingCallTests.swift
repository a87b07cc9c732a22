import Kernels
import TestSupport
import Testing

/// One system call fails, the first of its kind, the second, and so on to the last: the output is the old file or the
/// whole new one, and nothing else is left.
@Suite struct FailingCallTests {
    private let directory: TemporaryDirectory
    private let output: String
    private let old: [UInt8]
    private let new: [UInt8]
    private let input = Repository.fixture("vit.safetensors")

    init() throws {
        directory = try TemporaryDirectory()
        output = directory.path("o")
        new = try Self.converted(input, to: output, "--int8")
        old = try Self.converted(input, to: output, "--fp32")
    }

    private static func converted(_ input: String, to output: String, _ precision: String) throws -> [UInt8] {
        let arguments = [input, "-o", output, "--no-validate", "--force", precision]
        #expect(try CommandRun("clip-convert", arguments).exitCode == 0)
        return try TemporaryDirectory.contents(of: output)
    }

    struct Fault: CustomTestStringConvertible, Sendable {
        let call: String
        let how: String
        /// Exit codes that are right.
        let codes: Set<Int32>
        /// Of how many calls one is made to fail.
        var step = 1
        var testDescription: String { "\(call) \(how)" }
    }

    private static let faults = [
        Fault(call: "pread", how: "EIO", codes: [74], step: 3),
        Fault(call: "pread", how: "EINTR", codes: [0], step: 7),
        Fault(call: "pread", how: "short", codes: [0], step: 7),
        Fault(call: "pread", how: "shrink", codes: [74], step: 2),
        Fault(call: "pwrite", how: "EIO", codes: [74], step: 5),
        Fault(call: "pwrite", how: "ENOSPC", codes: [74], step: 5),
        Fault(call: "pwrite", how: "EINTR", codes: [0], step: 9),
        Fault(call: "pwrite", how: "short", codes: [0], step: 9),
        // The result and warnings go to the standard streams, when the file is there already.
        Fault(call: "write", how: "EIO", codes: [0, 74]),
        Fault(call: "write", how: "short", codes: [0]),
        Fault(call: "fsync", how: "EIO", codes: [74]), Fault(call: "fsync", how: "EINTR", codes: [0]),
        Fault(call: "fallocate", how: "ENOSPC", codes: [74]),
        Fault(call: "fallocate", how: "EINTR", codes: [0]),
        Fault(call: "renameat", how: "EIO", codes: [74]), Fault(call: "renameat", how: "ENOSPC", codes: [74]),
        Fault(call: "linkat", how: "EIO", codes: [74]), Fault(call: "linkat", how: "ENOSPC", codes: [74]),
        Fault(call: "fstat", how: "EIO", codes: [0, 74]),
        Fault(call: "open", how: "EMFILE", codes: [74]), Fault(call: "open", how: "EINTR", codes: [0]),
        // Without a nameless file it takes one with a temporary name.
        Fault(call: "openat", how: "EMFILE", codes: [0]),
    ]

    @Test(arguments: faults) func outputIsOldOrNew(_ fault: Fault) throws {
        var number = 1
        var happened = 0
        while true {
            // Under another name and then renamed, so that the directory never has a half-written input.
            let copy = try directory.write(TemporaryDirectory.contents(of: input), to: "i")
            try directory.write(old, to: "o")
            let (run, didHappen) = try FaultLibrary.run(
                "clip-convert", [copy, "-o", output, "--no-validate", "--force", "--int8"],
                fault: "\(fault.call):\(number):\(fault.how)")
            let comment: Comment = "\(fault.call) \(number): \(run.exitCode) \(run.errors)"
            let contents = try TemporaryDirectory.contents(of: output)
            #expect(try directory.contents == ["i", "o"], comment)
            guard didHappen else {
                #expect(run.exitCode == 0 && contents == new, comment)
                break
            }
            happened += 1
            #expect(fault.codes.contains(run.exitCode), comment)
            #expect(contents == new || run.exitCode != 0 && contents == old, comment)
            #expect(run.errors.utf8.count { $0 == 0x0A } <= 2, comment)
            number += fault.step
        }
        #expect(happened > 0, "the call is never made")
    }

    @Test(.enabled(if: availableThreads > 1, "there is one thread"), arguments: ["EAGAIN", "late"])
    func threadsThatDoNotComeAreNotNeeded(_ how: String) throws {
        let (run, happened) = try FaultLibrary.run(
            "clip-convert", [input, "-o", output, "--no-validate", "--force", "--int8"],
            fault: "pthread_create:1:\(how)")
        #expect(happened && run.exitCode == 0, "\(run.exitCode) \(run.errors)")
        #expect(try TemporaryDirectory.contents(of: output) == new)
    }

    /// Nothing of the project's own maps a file or memory; the Swift runtime does once, before the program begins.
    ///
    /// OpenBLAS does too, when it is loaded; where it gets none, nothing is left but the old file.
    @Test func mappingThatFailsLeavesTheOldFile() throws {
        let arguments = [input, "-o", output, "--force", "--int8"]
        #expect(
            try !FaultLibrary.run("clip-convert", arguments + ["--no-validate"], fault: "mmap:2:ENOMEM")
                .happened)
        #expect(try TemporaryDirectory.contents(of: output) == new)
        for number in [1, 2, 4, 8, 16, 32] {
            try directory.write(old, to: "o")
            let (run, _) = try FaultLibrary.run(
                "clip-convert", arguments, fault: "mmap:\(number):ENOMEM")
            #expect(try directory.contents == ["o"], "\(number): \(run.exitCode)")
            let isOld = try TemporaryDirectory.contents(of: output) == old
            #expect(isOld == (run.exitCode != 0), "\(number): \(run.exitCode) \(run.errors)")
        }
    }

    /// A new file, where there was none: nothing, or the whole.
    @Test(arguments: ["linkat", "fsync", "fallocate", "openat"]) func newOutputIsThereOrNot(_ call: String)
        throws
    {
        let empty = try TemporaryDirectory()
        for number in 1...2 {
            let (run, happened) = try FaultLibrary.run(
                "clip-convert", [input, "-o", empty.path("o"), "--no-validate", "--int8"],
                fault: "\(call):\(number):EIO")
            guard happened else { break }
            let contents = try empty.contents
            #expect(contents.isEmpty || contents == ["o"], "\(call) \(number): \(run.errors)")
            if contents == ["o"] {
                #expect(try TemporaryDirectory.contents(of: empty.path("o")) == new)
                return
            }
            #expect(run.exitCode == 74)
        }
    }
}
