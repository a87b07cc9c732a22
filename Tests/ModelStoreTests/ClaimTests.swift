import HostileCases
import StrictJSON
import TestSupport
import Testing

/// What a `.clipw` file says of its origin is told as its claim, and gives it no name.
@Suite struct ClaimTests {
    @Test func anAddedFileOnlyClaimsToComeFromAPublisher() throws {
        let directory = try TemporaryDirectory()
        let forged = try #require(HostileCases.clipw.first { $0.name == "claim that nothing contradicts" })
        let path = try directory.write(forged.files[0].bytes, to: "foreign.clipw")
        let added = try CommandRun("clip-store", ["add", path], directory: directory.path)
        #expect(added.exitCode == 0, "\(added.errors)")
        #expect(added.output.hasPrefix("foreign: "), "\(added.output)")
        #expect(added.output.contains("claims to come from ViT-B/32"), "\(added.output)")

        let list = try CommandRun("clip-store", ["list", "--json"], directory: directory.path)
        let files = try JSONValue(parsing: list.output.utf8).array ?? []
        let file = try #require(files.first { $0["file"] == "foreign.clipw" }, "\(list.output)")
        #expect(file["name"] == "foreign" && file["origin"] == "claimed" && file["claims"] == "ViT-B/32")
        // The publisher's name leads to no file that only claims it.
        let embedded = try CommandRun("clip-embed", ["ViT-B/32", "--text", "a"], directory: directory.path)
        #expect(embedded.exitCode == 66, "\(embedded.errors)")
    }
}
