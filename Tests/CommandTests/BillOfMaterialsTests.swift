import Foundation
import StrictJSON
import TestSupport
import Testing

/// The bill of materials that comes with a release (Scripts/make_sbom.sh).
@Suite(.enabled(if: FileManager.default.fileExists(atPath: Repository.root.appending(path: ".git").path)))
struct BillOfMaterialsTests {
    /// That of the commands that the tests belong to.
    private static func bill() throws -> JSONValue {
        let script = Repository.root.appending(path: "Scripts/make_sbom.sh").path
        let run = try RunningCommand(
            "clip-inspect", [], launcher: ["/bin/bash", "-c", #"exec "$0" "${1%/*}""#, script]
        ).finish()
        #expect(run.exitCode == 0, "\(run.errors)")
        return try JSONValue(parsing: run.output.utf8)
    }

    @Test func everyRelationshipIsBetweenElementsOfTheBill() throws {
        let bill = try Self.bill()
        let elements = (bill["packages"]?.array ?? []) + (bill["files"]?.array ?? [])
        let ids = elements.compactMap { $0["SPDXID"]?.string }
        let known = Set(ids + ["SPDXRef-DOCUMENT"])
        #expect(known.count == elements.count + 1, "every element has an id of its own")
        let relationships = try #require(bill["relationships"]?.array).map { relationship in
            ["spdxElementId", "relationshipType", "relatedSpdxElement"].map { relationship[$0]?.string ?? "" }
        }
        for relationship in relationships {
            #expect(known.contains(relationship[0]) && known.contains(relationship[2]), "\(relationship)")
        }

        // Each command is linked to the Swift runtime and to the C library, and opens OpenBLAS by name.
        let commands = ids.filter { $0.hasPrefix("SPDXRef-File-") }
        #expect(commands.count == 9)
        for command in commands {
            let linked = relationships.filter { $0[0] == command && $0[1] == "DYNAMIC_LINK" }.map { $0[2] }
            #expect(linked.contains("SPDXRef-Package-swift"), "\(command)")
            #expect(linked.contains { $0.hasSuffix("-libc6") }, "\(command)")
            #expect(
                relationships.contains {
                    $0[0].contains("openblas") && $0[1] == "RUNTIME_DEPENDENCY_OF" && $0[2] == command
                }, "\(command)")
        }
        for package in bill["packages"]?.array ?? [] {
            #expect(package["versionInfo"]?.string?.isEmpty == false, "\(package["SPDXID"] ?? nil)")
        }
    }
}
