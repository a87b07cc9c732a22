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
        ("a\tb\tc\n", "line 1: it has more than one tab"),
        ("cat\nd\u{0}g", "line 2: it has the control character 0"),
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
        #expect(["missile", "tench", "n01440764"].map { positions[ByteName($0)] } == [nil, 0, 0])
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

    // MARK: Names are bytes

    /// `é` as one character and as two: two labels, wherever they come from.
    private static let forms = ["e\u{301}", "\u{E9}"]

    @Test func twoUnicodeFormsAreTwoLabels() throws {
        let path = try directory.write(Array(Self.forms.joined(separator: "\n").utf8), to: "labels.txt")
        let positions = try LabelSet(path: FilePath(path)).positions
        #expect(positions.count == 2)
        #expect(Self.forms.map { positions[ByteName($0)] } == [0, 1])
        #expect(Label(Self.forms[0]) != Label(Self.forms[1]))
        let tree = try LabelTree(
            parsing: Array(#"{"\#(Self.forms[0])": ["a"], "\#(Self.forms[1])": ["b"]}"#.utf8))
        #expect(tree.groups.positions.count == 2)
    }

    /// A mark that joins the brace makes no other byte of it.
    @Test func placeOfATemplateIsFoundByItsBytes() throws {
        #expect(try PromptTemplate("a {}\u{301}").prompt("cat") == "a cat\u{301}")
    }

    @Test func byteOrderMarkIsDropped() throws {
        let path = try directory.write([0xEF, 0xBB, 0xBF] + Array("cat\r\ndog".utf8), to: "labels.txt")
        #expect(try LabelSet(path: FilePath(path)).labels == [Label("cat"), Label("dog")])
        let templates = try directory.write([0xEF, 0xBB, 0xBF] + Array("{}".utf8), to: "templates.txt")
        #expect(try TemplateSet(path: FilePath(templates)).templates.map(\.text) == ["{}"])
    }

    // MARK: What lists cost

    @Test(arguments: ["\n", " \r\n", "\t\n"]) func blankLinesCostNothingButTheLook(_ line: String) throws {
        let bytes = [[UInt8]](repeating: Array(line.utf8), count: 1 << 20).joined() + Array("cat".utf8)
        var budget = WorkBudget.forList(ofBytes: bytes.count)
        let labels = try LabelSet(parsing: Array(bytes), path: "list", &budget).labels
        #expect(labels.count == 1)
        #expect(budget.spent(.steps) == bytes.count && budget.spent(.nodes) == 1)
        #expect(budget.spent(.bytes) < 100)
    }

    /// The cheapest lines that are labels, and templates, at n, 2n and 4n.
    @Test(arguments: [true, false]) func costGrowsWithTheList(_ isLabels: Bool) throws {
        let spent = try [1, 2, 4].map { factor in
            let lines = (0..<1000 * factor).map { isLabels ? "\(10_000 + $0)" : "{}{}" }
            let bytes = Array(lines.joined(separator: "\n").utf8)
            var budget = WorkBudget.forList(ofBytes: bytes.count)
            if isLabels {
                _ = try LabelSet(parsing: bytes, path: "list", &budget)
            } else {
                _ = try TemplateSet(parsing: bytes, path: "list", &budget)
            }
            return WorkBudget.Cost.allCases.map { budget.spent($0) }
        }
        for (less, more) in zip(spent, spent.dropFirst()) {
            for (less, more) in zip(less, more) {
                #expect(less > 0 && Double(more) <= 2.2 * Double(less), "\(spent)")
            }
        }
    }

    @Test func labelsAndTemplatesAreBounded() throws {
        let many = try directory.write(
            Array((0...ListLimits.labelCount).map { "\($0)\n" }.joined().utf8), to: "labels.txt")
        #expect(throws: FileError.self) { try LabelSet(path: FilePath(many)) }
        let templates = String(repeating: "{}\n", count: ListLimits.templateCount + 1)
        let list = try directory.write(Array(templates.utf8), to: "templates.txt")
        let error = #expect(throws: FileError.self) { try TemplateSet(path: FilePath(list)) }
        #expect(error?.code == .unsupported && error?.path == FilePath(list))
        let long = String(repeating: "a", count: ListLimits.textByteCount + 1)
        for labels in [[Label(long)], [Label("a", id: long)]] {
            #expect(throws: FileError.self) { try LabelSet(labels) }
        }
        #expect(throws: FileError.self) { try PromptTemplate("{}" + long) }
    }

    /// Labels times templates, and places times the name, are charged before a prompt is made.
    @Test func promptsAreBounded() throws {
        let name = String(repeating: "a", count: 4000)
        let places = try PromptTemplate(String(repeating: "{}", count: 2000))
        let labels = (0..<500).map { Label(name, id: "\($0)") }
        for (labels, templates) in [
            (labels, [places]),
            (
                (0..<10_000).map { Label("\($0)") },
                [PromptTemplate](repeating: try PromptTemplate("{}"), count: 1001)
            ),
        ] {
            var budget = WorkBudget.forPrompts
            #expect(throws: FileError.self) {
                try ZeroShotClassifier.charge(labels, TemplateSet(templates), &budget)
            }
        }
        var budget = WorkBudget.forPrompts
        try ZeroShotClassifier.charge([Label("cat"), Label("dog")], TemplateSet([places]), &budget)
        #expect(budget.spent(.nodes) == 2 && budget.spent(.bytes) == 2 * 3 * 2000)
    }

    @Test func runsOfPromptsCoverAllLabelsOnce() {
        for (labels, templates) in [(1, 1), (1000, 80), (400_000, 1), (7, 10_000), (30, 10_000)] {
            let runs = ZeroShotClassifier.runs(of: labels, templates)
            #expect(runs.flatMap(\.self) == Array(0..<labels))
            #expect(runs.allSatisfy { $0.count * templates <= 1 << 17 || $0.count == 1 })
        }
        #expect(ZeroShotClassifier.runs(of: 1000, 80).count == 1)
    }
}
