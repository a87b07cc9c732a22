import TestSupport
import Testing

/// Power is lost after any of the calls that write: the output is the old file or the whole new one, and the new one when
/// the command has ended.
@Suite struct LossOfPowerTests {
    private let directory = TemporaryDirectory.made()

    @Test(arguments: [false, true], [false, true])
    func outputIsOldOrNewAfterEveryCall(_ isThere: Bool, _ hasNamelessFiles: Bool) throws {
        if isThere { try directory.write([1, 2, 3], to: "o") }
        let environment = try hasNamelessFiles ? [:] : FaultLibrary.withoutNamelessFiles()
        let (run, calls) = try FaultLibrary.calls(
            of: "clip-convert",
            [Repository.fixture("vit.safetensors"), "-o", directory.path("o"), "--no-validate", "--force"],
            environment: environment)
        #expect(run.exitCode == 0, "\(run.errors)")
        try expectSafe(calls, under: "o")
    }

    @Test func embeddingsAreSafeWhenTheCommandEnds() throws {
        let (run, calls) = try FaultLibrary.calls(
            of: "clip-embed",
            [
                Repository.fixture("vit.safetensors"), "--image", Repository.fixture("images/png-gray-4.png"),
                "--format", "npy", "-o", directory.path("o"),
            ])
        #expect(run.exitCode == 0, "\(run.errors)")
        try expectSafe(calls, under: "o")
    }

    private func expectSafe(_ calls: [WrittenCall], under name: String) throws {
        let folder = try WrittenCall.number(ofFileAt: directory.path)
        let output = try WrittenCall.number(ofFileAt: directory.path(name))
        #expect(calls.contains(.write(file: output)))
        for count in 0...calls.count {
            let left = WrittenCall.remainders(under: name, of: folder, after: calls.prefix(count))
            #expect(!left.contains(.broken), "after \(count) of \(calls)")
        }
        #expect(WrittenCall.remainders(under: name, of: folder, after: calls) == [.new], "\(calls)")
    }
}
