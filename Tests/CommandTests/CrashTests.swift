import Foundation
import TestSupport
import Testing

/// What becomes of a command that crashes.
struct CrashTests {
    /// Swift's backtracer is a program, which would say on standard error what it found.
    @Test(.enabled(if: CommandRun.sanitizer == nil, "a sanitizer has a say in crashes"))
    func noOtherProgramIsStarted() throws {
        let process = Process()
        process.executableURL = URL(filePath: CommandRun.path(of: "clip-tokenize"))
        process.environment = ProcessInfo.processInfo.environment.merging(["CLIPW_SANDBOX": "off"]) { $1 }
            .filter { $0.key != "SWIFT_BACKTRACE" }
        let (input, output, errors) = (Pipe(), Pipe(), Pipe())
        (process.standardInput, process.standardOutput, process.standardError) = (input, output, errors)
        try process.run()
        // An answer tells that it has begun.
        try input.fileHandleForWriting.write(contentsOf: Data("a\n".utf8))
        #expect(try output.fileHandleForReading.read(upToCount: 1)?.isEmpty == false)
        #expect(kill(process.processIdentifier, SIGSEGV) == 0)
        // The backtracer may wait for somebody who looks at it.
        let processID = process.processIdentifier
        DispatchQueue.global().asyncAfter(deadline: .now() + 20) { kill(processID, SIGKILL) }
        process.waitUntilExit()
        #expect(process.terminationReason == .uncaughtSignal && process.terminationStatus == SIGSEGV)
        #expect(try errors.fileHandleForReading.readToEnd() ?? Data() == Data())
    }
}
