import StrictJSON
import TestSupport
import Testing

/// `clip-tokenize` as its users run it.
@Suite struct TokenizeCommandTests {
    @Test func eachTextGetsALineOfIds() throws {
        let run = try CommandRun("clip-tokenize", ["a photo of a cat", "", "schÃ¶n"])
        #expect(run.exitCode == 0)
        #expect(run.output == "49406 320 1125 539 320 2368 49407\n49406 49407\n49406 844 7255 333 49407\n")
        #expect(run.errors.isEmpty)
    }

    /// Blank lines are none, as in every list of texts; a complaint counts them.
    @Test func eachLineOfStandardInputIsAText() throws {
        let run = try CommandRun("clip-tokenize", [], input: Array("cat\n\ncat\r\ncat\n".utf8) + [0xFF])
        #expect(run.output == "49406 2368 49407\n49406 2368 49407\n49406 2368 49407\n")
        #expect(run.errors.contains("text 5: is not UTF-8"))
    }

    @Test func textsBetweenNULsMayHaveLineFeeds() throws {
        let run = try CommandRun("clip-tokenize", ["-0", "--json"], input: "a\ncat\0\0".utf8)
        let lines = run.output.split(separator: "\n")
        #expect(lines.count == 2)
        let first = try JSONValue(parsing: lines[0].utf8)
        #expect(first["text"]?.string == "a\ncat")
        #expect(first["ids"] == [49406, 320, 2368, 49407])
    }

    @Test func aTextThatIsTooLongDoesNotKeepTheOthersBack() throws {
        let long = String(repeating: "cat ", count: 76)
        let run = try CommandRun("clip-tokenize", ["cat", long, "cat"])
        #expect(run.exitCode == 65)
        #expect(run.output == "49406 2368 49407\n49406 2368 49407\n")
        #expect(run.errors.hasPrefix("clip-tokenize: text 2: the text has 78 tokens (at most 77): 'cat cat"))
        #expect(run.errors.split(separator: "\n").count == 1)
        let cut = try CommandRun("clip-tokenize", ["--truncate", long])
        #expect(cut.exitCode == 0)
        #expect(cut.output.split(separator: " ").count == 77)
    }

    @Test func bytesThatAreNoTextAreNamedByTheirOffset() throws {
        let run = try CommandRun(
            "clip-tokenize", [], input: Array("cat\nca".utf8) + [0xFF] + Array("\ncat".utf8))
        #expect(run.exitCode == 65)
        #expect(run.output == "49406 2368 49407\n49406 2368 49407\n")
        #expect(run.errors == "clip-tokenize: text 2: is not UTF-8 from byte 2 on\n")
    }

    @Test func aTextOverTheLimitOfBytesIsRefused() throws {
        let run = try CommandRun(
            "clip-tokenize", ["-0"], input: [UInt8](repeating: 0x61, count: 3_000_000) + [0, 0x62])
        #expect(run.exitCode == 65)
        #expect(run.output == "49406 321 49407\n")
        #expect(run.errors == "clip-tokenize: text 1: has more than 1,048,576 bytes\n")
    }

    @Test func specialTokensAreTakenForTextWhereThatIsWanted() throws {
        let special = try CommandRun("clip-tokenize", ["<|endoftext|>"])
        #expect(special.output == "49406 49407 49407\n")
        let plain = try CommandRun("clip-tokenize", ["--no-special", "<|endoftext|>"])
        #expect(plain.output != special.output)
    }

    /// The ids of google/sentencepiece, and no marks at the ends.
    @Test(arguments: ["c4-en", "gemma"]) func modelGivesItsPieces(_ name: String) throws {
        let bytes = try Repository.fixtureBytes("sentencepiece/\(name).jsonl")
        let goldens = try bytes.split(separator: 0x0A).prefix(100).map { line in
            try #require(try JSONValue(parsing: Array(line)).array)
        }
        let texts: [String] = goldens.map { $0.first?.string ?? "" }
        let input: [UInt8] = texts.flatMap { Array($0.utf8) + [0] }
        let model: String = Repository.fixture("sentencepiece/" + name + ".model")
        let run = try CommandRun("clip-tokenize", ["--model", model, "-0", "--json"], input: input)
        #expect(run.exitCode == 0, "\(run.errors)")
        let lines = run.output.split(separator: "\n")
        #expect(lines.count == goldens.count)
        for (line, golden) in zip(lines, goldens) {
            let ids = try JSONValue(parsing: line.utf8)["ids"]
            #expect(ids?.text == golden.last?.text, "\(line)")
        }
    }

    @Test func whatIsNoModelIsRefused() throws {
        let model: String = Repository.fixture("sentencepiece/gemma.model")
        let image: String = Repository.fixture("images/png-gray-4.png")
        let codes: [([String], Int32)] = [
            (["--model", "missing.model", "x"], 66), (["--model", image, "x"], 65),
            (["--model", model, "--truncate", "x"], 64),
        ]
        for (arguments, code) in codes {
            let run = try CommandRun("clip-tokenize", arguments)
            #expect(run.exitCode == code && run.output.isEmpty, "\(arguments): \(run.errors)")
        }
    }
}
