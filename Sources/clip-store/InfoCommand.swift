import ArgumentParser
import ByteIO
import KnownModels
import ModelStore
import Quantization
import StrictJSON
import ToolSupport

/// `clip-store info`.
struct InfoCommand: StoreCommand {
    static let configuration = CommandConfiguration(
        commandName: "info", abstract: "Tell what is known about a model, and which files of it are there.")

    @Argument(help: "A model, such as ViT-B/32.")
    var name: String

    @OptionGroup var options: StoreOptions

    @Flag(help: "Print one JSON document instead of text.")
    var json = false

    func perform() throws(FileError) -> Int32 {
        let store = try options.open()
        let (known, files) = try store.information(ModelReference(name))
        if json {
            let document: JSONValue = [
                "name": .string(known?.name ?? files.first?.name ?? name),
                "published": known.map(StoreText.json) ?? .null,
                "address": known?.address.map(JSONValue.string) ?? .null,
                "files": .array(files.map(StoreText.json)),
            ]
            try StandardStream.output.write(document.prettyText)
            return 0
        }
        var table = Table(.left, .left)
        table.add("name", known?.name ?? files.first?.name ?? name)
        if let known {
            table.add("publisher", known.publisher.rawValue)
            table.add("file", known.fileName + (known.byteCount.map { ", \(Units.count($0)) bytes" } ?? ""))
            table.add("sha256", known.sha256 + (known.isSHA256Complete ? "" : "… (no more is published)"))
            if let address = known.address { table.add("address", address) }
            table.add("activation", known.activationName)
        }
        for file in files {
            table.add("", "")
            table.add(file.variantText, file.path.description)
            table.add(
                "",
                [file.precision?.rawValue, Units.bytes(file.byteCount), file.state.rawValue, file.problem]
                    .compactMap(\.self).joined(separator: ", "))
            if let sha256 = file.sha256 { table.add("", "sha256 \(sha256)") }
        }
        if files.isEmpty, let known { table.add("", "not here: clip-store pull \(known.name)") }
        try StandardStream.output.write(table.text)
        return 0
    }
}
