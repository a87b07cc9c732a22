import ByteIO
import TestSupport
import Testing

@testable import ZeroShot

/// Labels, templates and trees of labels, as people write them.
@Suite struct LabelTests {
    private let directory = TemporaryDirectory.made()

    @Test func fileHasNamesOrIdsAndNames() throws {
        let path = try directory.write(
            Array("cat\r\n\n  red panda \nn01443537\tgoldfish\n   \nlast".utf8), to: "labels.txt")
        #expect(
            try LabelSet(path: FilePath(path)).labels == [
                Label("cat"), Label("red panda"), Label("goldfish", id: "n01443537"), Label("last"),
            ])
    }

    @Test(arguments: [
        ("", "there is no label"), ("\n \n", "there is no label"),
        ("cat\ndog\ncat\n", "'cat' is label 1 too"),
        ("a\tb\tc\n", "line 1: it has 2 tabs"), ("cat\nd\u{0}g", "line 2: it has the control character 0"),
        ("\u{1B}[2J\n", "line 1: it has the control character 27"), ("n1\t\n", "label 1: it is empty"),
        ("\tcat\n", "label 1: it is empty"), ("n1\tcat\nn1\tdog", "'n1' is label 1 too"),
    ])
    func fileThatIsNoListIsRefused(_ text: String, _ reason: String) throws {
        let path = try directory.write(Array(text.utf8), to: "labels.txt")
        let error = #expect(throws: FileError.self) { try LabelSet(path: FilePath(path)) }
        #expect(error?.code == .malformed && error?.path == FilePath(path))
        #expect(error?.description.contains(reason) == true, "\(String(describing: error))")
    }

    @Test func fileThatIsNotUTF8IsRefusedWithItsLine() throws {
        let path = try directory.write(Array("cat\n".utf8) + [0x64, 0xC3, 0x28], to: "labels.txt")
        let error = #expect(throws: FileError.self) { try LabelSet(path: FilePath(path)) }
        #expect(error?.location == "line 2")
    }

    @Test func commasSeparateLabels() throws {
        #expect(
            try LabelSet(separatedByCommas: "cat, dog ,red panda").labels == [
                Label("cat"), Label("dog"), Label("red panda"),
            ])
        #expect(throws: FileError.self) { try LabelSet(separatedByCommas: "cat,,dog") }
        #expect(throws: FileError.self) { try LabelSet(separatedByCommas: "cat,dog, cat") }
    }

    /// Accents written in two ways are two labels, as they are two texts for the tokenizer.
    @Test func millionsOfLabelsAreComparedByTheirBytes() throws {
        let set = try LabelSet([Label("e\u{301}"), Label("\u{E9}")])
        #expect(set.labels.count == 2)
    }

    @Test func setsThatComeWithTheProjectAreWhole() throws {
        let imageNet = try #require(try LabelSet.named("imagenet")).labels
        #expect(imageNet.count == 1000)
        #expect(imageNet[0] == Label("tench", id: "n01440764"))
        #expect(imageNet[999].id == "n15075141")
        let imagenette = try #require(try LabelSet.named("imagenette")).labels
        #expect(imagenette.count == 10 && Set(imagenette).isSubset(of: imageNet))
        #expect(try LabelSet.named("coco") == nil)
        #expect(try LabelSet.names.allSatisfy { try LabelSet.named($0) != nil })
    }

    /// `missile` is the name of two classes, which only their ids tell apart.
    @Test func nameOfTwoLabelsLeadsToNeither() throws {
        let positions = try #require(try LabelSet.named("imagenet")).positions
        #expect(positions["missile"] == nil && positions["tench"] == 0 && positions["n01440764"] == 0)
    }

    @Test(arguments: [("none", 1), ("photo", 1), ("openai-7", 7), ("openai-80", 80)])
    func templatesThatComeWithTheProjectAreWhole(_ name: String, _ count: Int) throws {
        let templates = try #require(try TemplateSet.named(name)).templates
        #expect(templates.count == count && Set(templates).count == count)
    }

    @Test func labelTakesEachPlaceOfATemplate() throws {
        #expect(try PromptTemplate("a {} is a {}").prompt("cat") == "a cat is a cat")
        #expect(try PromptTemplate("{}").prompt("{}") == "{}")
    }

    @Test(arguments: ["a photo", "", "a { } photo", "{"])
    func templateWithoutAPlaceIsRefused(_ text: String) throws {
        #expect(throws: FileError.self) { try PromptTemplate(text) }
        let path = try directory.write(
            Array("a {}.\n\(text.isEmpty ? "-" : text)\n".utf8), to: "templates.txt")
        let error = #expect(throws: FileError.self) { try TemplateSet(path: FilePath(path)) }
        #expect(error?.description.contains("line 2, template") == true)
    }

    @Test func treeHasGroupsAndMembers() throws {
        let tree = try LabelTree(parsing: Array(#"{"animal": ["cat", "dog"], "vehicle": ["car"]}"#.utf8))
        #expect(tree.groups.labels == [Label("animal"), Label("vehicle")])
        #expect(tree.members.labels == [Label("cat"), Label("dog"), Label("car")])
        #expect(tree.groupOfMember == [0, 0, 1])
    }

    @Test(arguments: [
        "", "[]", "{}", #"{"a": []}"#, #"{"a": ["b", 1]}"#, #"{"a": "b"}"#, #"{"a": ["b"], "a": ["c"]}"#,
        #"{"a": ["b"], "c": ["b"]}"#, #"{"a": [""]}"#, #"{"a": {"b": ["c"]}}"#,
    ])
    func treeOfAnotherFormIsRefused(_ text: String) {
        #expect(throws: FileError.self) { try LabelTree(parsing: Array(text.utf8)) }
    }
}
