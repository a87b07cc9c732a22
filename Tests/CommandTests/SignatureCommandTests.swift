import ByteIO
import Foundation
import StrictJSON
import TestSupport
import Testing

/// `clip-verify --key` and `clip-convert --sign` as their users run them.
@Suite struct SignatureCommandTests {
    private let directory: TemporaryDirectory
    private static let folder = Repository.root.appending(path: "Formats/vectors/minisign").path
    private static let file = Repository.root.appending(path: "Formats/vectors/good.clipw").path

    init() throws { directory = try TemporaryDirectory() }

    private func verify(_ signature: String, _ key: String, _ more: String...) throws -> CommandRun {
        let arguments = ["--signature", "\(Self.folder)/\(signature)", "--key", "\(Self.folder)/\(key)"]
        return try CommandRun("clip-verify", [Self.file] + arguments + more)
    }

    @Test(
        arguments: [
            ("good.clipw.minisig", "plain.pub", 0, "made with minisign 0.11"),
            ("good-legacy.minisig", "plain.pub", 0, "has signed it"),
            ("bad-other-key.minisig", "plain.pub", 1, "not by"),
            ("bad-other-file.minisig", "plain.pub", 1, "has not signed these bytes"),
            ("bad-comment.minisig", "plain.pub", 1, "not the trusted comment"),
            ("plain.pub", "plain.pub", 65, "it has 2 lines"),
        ] as [(String, String, Int32, String)])
    func signatureIsACheck(_ signature: String, _ key: String, _ code: Int32, _ sentence: String) throws {
        let run = try verify(signature, key)
        #expect(run.exitCode == code, "\(run.output)\(run.errors)")
        #expect(run.output.contains(sentence), "\(run.output)")
    }

    @Test func originIsTold() throws {
        let run = try verify("good.clipw.minisig", "plain.pub", "--json")
        let report = try JSONValue(parsing: run.output.utf8).array?.first
        #expect(report?["origin"] == "signed")
        #expect(report?["signed_by"]?.string?.count == 16)
        #expect(report?["trusted_comment"] == "made with minisign 0.11")
        let without = try CommandRun("clip-verify", [Self.file, "--json"])
        let unsigned = try JSONValue(parsing: without.output.utf8).array?.first
        #expect(unsigned?["origin"] == "unknown" && unsigned?["signed_by"]?.isNull == true)
    }

    @Test func malformedKeysAndMissingFilesHaveTheirCodes() throws {
        #expect(try verify("none.minisig", "plain.pub").exitCode == 66)
        #expect(try verify("good.clipw.minisig", "none.pub").exitCode == 66)
        #expect(try verify("good.clipw.minisig", "good.clipw.minisig").exitCode == 65)
        #expect(try CommandRun("clip-verify", [Self.file, "--signature", "x"]).exitCode == 64)
    }

    @Test(arguments: ["plain", "locked"]) func convertedFileIsSigned(_ name: String) throws {
        let output = directory.path("o.clipw")
        let arguments = [
            Repository.fixture("vit.safetensors"), "-o", output, "--no-validate", "--sign",
            "\(Self.folder)/\(name).key",
        ]
        let password = name == "locked" ? ["--password-from", "-"] : []
        let run = try CommandRun("clip-convert", arguments + password, input: Array("pass word\n".utf8))
        #expect(run.exitCode == 0, "\(run.errors)")
        let verified = try CommandRun("clip-verify", [output, "--key", "\(Self.folder)/\(name).pub"])
        #expect(verified.exitCode == 0, "\(verified.output)\(verified.errors)")
        #expect(try directory.contents.sorted() == ["o.clipw", "o.clipw.minisig"])
    }

    @Test func wrongPasswordLeavesNothing() throws {
        let run = try CommandRun(
            "clip-convert",
            [
                Repository.fixture("vit.safetensors"), "-o", directory.path("o.clipw"), "--no-validate",
                "--sign", "\(Self.folder)/locked.key", "--password-from", "-",
            ], input: Array("another\n".utf8))
        #expect(run.exitCode == 1)
        #expect(try directory.contents.isEmpty)
    }
}
