import ArgumentParser
import ByteIO
import Inspection
import Kernels
import StrictJSON
import ToolSupport

/// `clip-verify`: whether files are what they claim to be.
@main
struct ClipVerify: Tool {
    static let configuration = CommandConfiguration(
        commandName: "clip-verify",
        abstract: "Tell whether model files are what they claim to be.",
        discussion: """
            A checkpoint: is its structure sound, do its records have their checksums, is its SHA-256 one that a \
            publisher lists? A .clipw file: is its structure sound, does every tensor have its digest, does it \
            still embed the probe pictures and texts as its source's weights did?

            The verdicts: ok, unknown (sound, but nobody lists it), mismatch (a digest is wrong), corrupt (the \
            structure is broken), drift (its embeddings are too far from the golden ones).

            EXAMPLES
              clip-verify ViT-B-32.pt vitb32.clipw
              clip-verify ~/.cache/clip/*.pt --json
              clip-verify vitb32.clipw --golden pytorch.safetensors --min-cosine 0.9999

            EXIT CODES
              0 ok or unknown, 1 mismatch or drift, 64 usage, 65 corrupt, 66 missing, 74 I/O error, 77 no permission
            """,
        version: toolchainVersion)

    @Argument(help: "Files, model folders, or names of models in the store.", completion: .file())
    var files: [ModelArgument]

    @Option(
        help: ArgumentHelp("Golden embeddings made by PyTorch to compare with.", valueName: "file"),
        completion: .file())
    var golden: FilePath?

    @Option(
        help: ArgumentHelp("The lowest cosine to the golden embeddings that is accepted.", valueName: "x"))
    var minCosine: Double?

    @Flag(help: "Print one JSON array instead of text.")
    var json = false

    func validate() throws {
        if let minCosine, !(-1...1).contains(minCosine) {
            throw ValidationError("--min-cosine is a number from -1 to 1")
        }
    }

    var access: FileAccess? {
        files.reduce(FileAccess()) { $0.reading($1) }.reading([golden])
    }

    func perform() throws(FileError) -> Int32 {
        var worst: Int32 = 0
        var documents: [JSONValue] = []
        var options = FileVerification.GoldenOptions()
        options.path = golden
        options.lowestCosine = minCosine
        for file in files {
            do {
                let bar = ProgressBar("verifying")
                defer { bar.finish() }
                let verification = try FileVerification(
                    path: file.place().path, goldenOptions: options, threads: availableThreads
                ) {
                    bar.advance(by: $0, of: $1)
                }
                bar.finish()
                worst = max(worst, verification.status.exitCode)
                documents.append(verification.json)
                if !json { try StandardStream.output.write(Self.text(verification)) }
            } catch {
                // The other files are still of interest.
                Self.complain(error.description)
                worst = max(worst, error.exitCode)
            }
        }
        if json { try StandardStream.output.write(JSONValue.array(documents).prettyText) }
        return worst
    }

    private static func text(_ verification: FileVerification) -> String {
        var table = Table(.left, .left, .left)
        for check in verification.checks {
            table.add("  \(check.passed ? "✓" : "✗")", check.name, check.detail)
        }
        let digest = verification.digest.map { "  sha256 \($0)\n" } ?? ""
        return
            "\(escapingControlCharacters(verification.path.description)): \(verification.status.rawValue)\n"
            + table.text + digest
    }
}

extension FileVerification.Status {
    fileprivate var exitCode: Int32 {
        switch self {
        case .ok, .unknown: 0
        case .mismatch, .drift: 1
        case .corrupt: 65
        }
    }
}
