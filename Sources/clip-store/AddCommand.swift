import ArgumentParser
import ByteIO
import ModelStore
import Quantization
import ToolSupport

/// `clip-store add`.
struct AddCommand: StoreCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract:
            "Take a model's file into the store: by a hard link where that is possible, else by a copy.",
        discussion: """
            The file is hashed. One that a publisher lists gets the publisher's name, whatever it is called; any other \
            gets its own, or that which --name says. A model of Hugging Face's cache, or a folder, is converted \
            to one .clipw file, in the precision that it has.
            """)

    @Argument(
        help: "A checkpoint, a .clipw file, a model folder, or the name of a model in Hugging Face's cache.",
        completion: .file())
    var file: FilePath

    @Option(help: "What to call it.")
    var name: TextArgument?

    @OptionGroup var options: StoreOptions

    func perform() throws(FileError) -> Int32 {
        let name = try self.name?.text("--name")
        let store = try options.open(creating: true)
        let bar = ProgressBar("adding")
        defer { bar.finish() }
        let added: StoredFile
        var manner = ""
        if let folder = try Self.folder(file) {
            added = try store.add(
                folder: folder, name: name ?? file.lastComponent.description, StoreConversion()
            ) {
                bar.advance(by: $0, of: $1)
            }
            manner = ", converted"
        } else {
            let (file, isShared) = try store.add(file, name: name) { bar.advance(by: $0, of: $1) }
            added = file
            manner = isShared ? ", hard link" : ", copied"
        }
        bar.finish()
        let precision = added.precision.map { ", \($0.rawValue)" } ?? ""
        let claim = added.claim.map { ", claims to come from \(escapingControlCharacters($0))" } ?? ""
        try StandardStream.output.write(
            "\(added.name): \(added.path)\(precision), \(Units.bytes(added.byteCount))\(manner)\(claim)\n")
        return 0
    }

    private static func folder(_ path: FilePath) throws(FileError) -> FilePath? {
        guard let identity = FileIdentity(ofPath: path) else {
            guard let name = path.text else { return nil }
            return try HuggingFaceCache()?.model(named: name)?.path
        }
        return identity.isDirectory ? path : nil
    }
}
