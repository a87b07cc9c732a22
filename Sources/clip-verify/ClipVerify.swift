import ArgumentParser
import ByteIO
import Inspection
import Kernels
import Signatures
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

            The verdicts: ok, unknown (sound, but nobody lists it), mismatch (a digest or signature is wrong), corrupt \
            (the structure is broken), unsound (a weight is not finite, or the logit scale is absurd), drift (its \
            embeddings are too far from the golden ones).

            A .clipw file that is ok is whole. That it comes from a publisher's checkpoint is a claim of whoever wrote \
            it, until --key shows that somebody whom you trust has signed it.

            EXAMPLES
              clip-verify ViT-B-32.pt vitb32.clipw
              clip-verify ~/.cache/clip/*.pt --json
              clip-verify vitb32.clipw --golden pytorch.safetensors --min-cosine 0.9999
              clip-verify vitb32.clipw --key publisher.pub

            EXIT CODES
              0 ok or unknown, 1 mismatch, unsound or drift, 64 usage, 65 corrupt, 66 missing, 74 I/O error, 77 no permission
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

    @Option(
        help: ArgumentHelp(
            "Demand a signature by this minisign key: a public key, or a file of one.", valueName: "key"),
        completion: .file())
    var key: String?

    @Option(
        help: ArgumentHelp(
            "The signature, where it is not beside the file as FILE.minisig.", valueName: "file"),
        completion: .file())
    var signature: FilePath?

    @Flag(help: "Print one JSON array instead of text.")
    var json = false

    func validate() throws {
        if let minCosine, !(-1...1).contains(minCosine) {
            throw ValidationError("--min-cosine is a number from -1 to 1")
        }
        guard signature == nil || key != nil else { throw ValidationError("--signature needs --key") }
        guard signature == nil || files.count == 1 else {
            throw ValidationError("--signature is that of one file")
        }
    }

    var access: FileAccess? {
        files.reduce(FileAccess()) { access, file in
            let beside = key == nil ? nil : DetachedSignature.path(for: file.path)
            return access.reading(file).reading([beside])
        }.reading([golden, signature, key.map { FilePath($0) }])
    }

    func perform() throws(FileError) -> Int32 {
        var worst: Int32 = 0
        var documents: [JSONValue] = []
        var options = FileVerification.GoldenOptions()
        options.path = golden
        options.lowestCosine = minCosine
        var signed: FileVerification.SignatureOptions?
        if let key {
            var trusted = VerifyingKey(base64: key)
            if trusted == nil { trusted = try VerifyingKey(path: FilePath(key)) }
            signed = trusted.map { FileVerification.SignatureOptions(key: $0, path: signature) }
        }
        for file in files {
            do {
                let bar = ProgressBar("verifying")
                defer { bar.finish() }
                let verification = try FileVerification(
                    path: file.place().path, goldenOptions: options, signature: signed,
                    threads: availableThreads
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
        case .mismatch, .unsound, .drift: 1
        case .corrupt: 65
        }
    }
}
