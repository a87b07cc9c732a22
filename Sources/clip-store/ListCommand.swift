import ArgumentParser
import ByteIO
import KnownModels
import ModelStore
import StrictJSON
import ToolSupport

/// `clip-store list`.
struct ListCommand: StoreCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the models that are there, Hugging Face's cache included.",
        discussion: """
            STATE is ok (hashed, unchanged since), unchecked (not hashed since it last changed: clip-store verify; \
            or another user could have written it, which is said on standard error), \
            damaged, incomplete (fewer bytes than the publisher's: being written, or cut off), partial (a download \
            that pull goes on with), or cached (in Hugging Face's cache, which is only read).
            """)

    @OptionGroup var options: StoreOptions

    @Flag(help: "List also the models that can be pulled and are not there.")
    var all = false

    @Flag(help: "Print one JSON array instead of text.")
    var json = false

    func perform() throws(FileError) -> Int32 {
        let store = try options.open()
        let files = try store.files()
        let cached = HuggingFaceCache()?.models() ?? []
        let present = Set(files.map(\.name))
        let others = all ? store.catalog.models.filter { !present.contains($0.name) } : []
        if json {
            let documents =
                files.map(StoreText.json) + cached.map(StoreText.json) + others.map(StoreText.json)
            try StandardStream.output.write(JSONValue.array(documents).prettyText)
        } else if files.isEmpty && cached.isEmpty && others.isEmpty {
            try StandardStream.output.write(
                "no models in \(escapingControlCharacters(store.path.description)); 'clip-store list --all' tells which there are\n"
            )
        } else {
            for problem in StoreText.problems(files.filter(\.isUnproven)) {
                Self.complain(escapingControlCharacters(problem))
            }
            try StandardStream.output.write(StoreText.table(files, cached, others))
        }
        return 0
    }
}
