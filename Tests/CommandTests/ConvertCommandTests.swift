import StrictJSON
import TestSupport
import Testing

/// `clip-convert` as its users run it: files, exit codes, one line for an error.
@Suite struct ConvertCommandTests {
    private let archive = Repository.fixture("vit-torchscript-openai.pt")

    @Test func convertsAndReports() throws {
        let directory = try TemporaryDirectory()
        let output = directory.path("tiny.clipw")
        let run = try CommandRun("clip-convert", [archive, "-o", output, "--fp16", "--json"])
        #expect(run.exitCode == 0, "\(run.errors)")
        let report = try JSONValue(parsing: run.output.utf8)
        #expect(report["output"]?.string == output)
        #expect(report["precision"] == "fp16")
        #expect(report["source"]?["format"] == "torchscript")
        #expect(report["source"]?["dialect"] == "openai")
        #expect(report["source"]?["known_as"]?.isNull == true)
        #expect(report["source"]?["sha256"]?.string?.count == 64)
        #expect(report["architecture"]?["embed_dim"] == 48)
        #expect(report["architecture"]?["activation"] == "quick_gelu")
        for key in ["image_cosine_min", "image_cosine_mean", "text_cosine_min", "text_cosine_mean"] {
            let cosine = try #require(report["validation"]?[key]?.number, "\(key)")
            #expect(cosine > 0.9999 && cosine <= 1.0000001)
        }
        #expect(report["validation"]?["passed"] == true)
        #expect(try directory.contents == ["tiny.clipw"])
        #expect(try CommandRun("clip-verify", [output]).exitCode == 0)
        #expect(run.errors.contains("--activation"), "an assumed activation is said")
    }

    @Test func defaultPrecisionIsThatOfTheSource() throws {
        let directory = try TemporaryDirectory()
        let run = try CommandRun("clip-convert", [archive, "-o", directory.path("o"), "--json"])
        #expect(try JSONValue(parsing: run.output.utf8)["precision"] == "fp16")
    }

    @Test func dryRunWritesNothing() throws {
        let directory = try TemporaryDirectory()
        let run = try CommandRun("clip-convert", [archive, "-o", directory.path("o"), "--int8", "--dry-run"])
        #expect(run.exitCode == 0)
        #expect(run.output.contains("would write"))
        #expect(try directory.contents.isEmpty)
    }

    @Test func anotherDigestThanExpectedIsRefused() throws {
        let directory = try TemporaryDirectory()
        let wrong = String(repeating: "ab", count: 32)
        let run = try CommandRun(
            "clip-convert", [archive, "-o", directory.path("o"), "--expect-sha256", wrong])
        #expect(run.exitCode == 1)
        #expect(run.errors.contains(wrong))
        #expect(try directory.contents.isEmpty)
    }

    @Test func existingOutputIsKeptUnlessForced() throws {
        let directory = try TemporaryDirectory()
        let output = try directory.write([1, 2, 3], to: "o")
        let refused = try CommandRun("clip-convert", [archive, "-o", output])
        #expect(refused.exitCode == 73)
        #expect(refused.errors.contains("--force"))
        #expect(try CommandRun("clip-verify", [output]).exitCode == 65)
        #expect(try CommandRun("clip-convert", [archive, "-o", output, "--force"]).exitCode == 0)
        #expect(try CommandRun("clip-verify", [output]).exitCode == 0)
        #expect(try directory.contents == ["o"])
    }

    @Test func outputThatCannotBeIsRefused() throws {
        let directory = try TemporaryDirectory()
        let copy = try directory.write(Repository.fixtureBytes("vit-torchscript-openai.pt"), to: "in.pt")
        for output in [
            "/proc/o", directory.path("missing/o"), directory.path, "/dev/null", "/dev/full", copy, "",
        ] {
            let run = try CommandRun("clip-convert", [copy, "-o", output, "--force"])
            #expect(run.exitCode == 73, "\(output): \(run.errors)")
            #expect(run.errors.split(separator: "\n").count == 1, "\(run.errors)")
        }
        #expect(try directory.contents == ["in.pt"])
        #expect(try CommandRun("clip-verify", [copy]).exitCode == 0, "the input is what it was")
    }

    @Test(arguments: [
        ("missing", 66), ("", 66), ("/dev/zero", 66), ("/proc/self/mem", 65), ("/tmp", 65),
    ]) func inputThatIsNoneIsRefused(_ input: String, _ code: Int32) throws {
        let directory = try TemporaryDirectory()
        let run = try CommandRun("clip-convert", [input, "-o", directory.path("o")])
        #expect(run.exitCode == code, "\(run.errors)")
        #expect(try directory.contents.isEmpty)
    }

    @Test(arguments: [
        ["--fp16", "--int8"], ["--expect-sha256", "12"], ["--bogus"], ["--image-only", "--text-only"],
    ])
    func wrongArgumentsAreUsageErrors(_ arguments: [String]) throws {
        #expect(try CommandRun("clip-convert", [archive, "-o", "/dev/null"] + arguments).exitCode == 64)
    }

    @Test func oneTowerCanBeWritten() throws {
        let directory = try TemporaryDirectory()
        for (flag, name, other) in [
            ("--image-only", "visual.proj", "token_embedding.weight"),
            ("--text-only", "token_embedding.weight", "visual.proj"),
        ] {
            let output = directory.path(flag)
            #expect(try CommandRun("clip-convert", [archive, "-o", output, flag]).exitCode == 0)
            let listing = try CommandRun("clip-inspect", [output, "--tensors"]).output
            #expect(listing.contains(name))
            #expect(!listing.contains(other))
        }
    }

    /// A limit on file sizes stands for a full disk: the write fails in the middle.
    @Test(
        .enabled(if: CommandRun.canLimit("--fsize="), "the sanitizer's memory is a file"),
        arguments: [1, 4096, 100_000]
    ) func outputThatDoesNotFitLeavesNothing(_ bytes: Int) throws {
        let directory = try TemporaryDirectory()
        let run = try CommandRun(
            "clip-convert", [archive, "-o", directory.path("o")], limits: ["--fsize=\(bytes)"])
        #expect(run.exitCode == 74, "\(run.exitCode) \(run.errors)")
        #expect(try directory.contents.isEmpty)
    }

    @Test(arguments: ["clip-convert", "clip-inspect", "clip-verify"]) func helpAndVersionAreThere(
        _ name: String
    ) throws {
        let help = try CommandRun(name, ["--help"])
        #expect(help.exitCode == 0)
        #expect(help.output.contains("EXIT CODES"))
        #expect(try CommandRun(name, ["--version"]).output.hasPrefix("0."))
        #expect(try CommandRun(name, ["--generate-completion-script", "bash"]).exitCode == 0)
    }
}
