import ArgumentParser
import ByteIO
import Signatures
import ToolSupport

/// The options about signing the output.
struct SigningFlags: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Sign the output with this secret key of minisign's, as OUT.clipw.minisig.", valueName: "keyfile"),
        completion: .file())
    var sign: FilePath?

    @Option(
        help: ArgumentHelp(
            "A file with the key's password in its first line, or - for standard input; by default the terminal asks.",
            valueName: "file"),
        completion: .file())
    var passwordFrom: FilePath?

    func validate() throws {
        guard passwordFrom == nil || sign != nil else {
            throw ValidationError("--password-from is for the key of --sign")
        }
    }

    /// The key, opened before anything is converted; nil where nothing is to be signed.
    func key() throws(FileError) -> SigningKey? {
        guard let sign else { return nil }
        return try SigningKey(path: sign) { () throws(FileError) in
            guard let passwordFrom else { return try passwordFromTerminal(prompt: "Password of \(sign): ") }
            var lines = try RecordReader(path: passwordFrom, separator: 0x0A, limit: 1024)
            let line = try lines.next()?.bytes ?? []
            return line.last == 0x0D ? line.dropLast() : line
        }
    }

    /// Writes the signature of a finished file, which takes its name when it is committed.
    func signature(
        of file: InputFile, named path: FilePath, by key: SigningKey, mayReplace: Bool
    ) throws(FileError) -> OutputFile {
        let text = try key.signatureText(
            of: file, trustedComment: "file:\(path.lastComponent)\thashed")
        let output = try OutputFile(
            path: DetachedSignature.path(for: path), byteCount: text.count, mayReplace: mayReplace)
        try output.write(text.span, at: 0)
        return output
    }
}
