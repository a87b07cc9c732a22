import ByteIO
import CLIPRuntime
import Foundation
import Tensors
import TestSupport
import Testing

@testable import ZeroShot

/// Accuracy over folders and archives of pictures of which it is known what they show.
@Suite struct EvaluationTests {
    private let directory = TemporaryDirectory.made()
    private let model: CLIP
    private static let classes = ["blue_square", "green_star", "red_circle"]

    init() throws {
        model = try ShapesModel.opened()
    }

    private static func picture(_ label: String, _ index: Int) throws -> [UInt8] {
        try TemporaryDirectory.contents(
            of: Repository.example("held-out/\(label.replacing("_", with: " "))/00\(index).jpg"))
    }

    /// Three class folders of two pictures each.
    private func folder() throws -> String {
        let root = directory.path("pictures")
        for name in Self.classes {
            try FileManager.default.createDirectory(
                atPath: "\(root)/\(name)", withIntermediateDirectories: true)
            for index in 0..<2 {
                try directory.write(Self.picture(name, index), to: "pictures/\(name)/\(index).jpg")
            }
        }
        return root
    }

    private func evaluation(_ pictures: PictureSet, log: EmbeddingLog? = nil) throws -> Evaluation {
        let classifier = try ZeroShotClassifier(
            pictures.labels, #require(try TemplateSet.named("photo")), model: model)
        return try Evaluation(of: pictures, by: classifier, model: model, log: log)
    }

    @Test func foldersAreClasses() throws {
        let pictures = try PictureSet(path: FilePath(folder()), labels: nil)
        #expect(
            pictures.count == 6
                && pictures.labels.labels.map(\.name) == ["blue square", "green star", "red circle"])
        let result = try evaluation(pictures)
        #expect(result.count == 6 && result.top1 == 1 && result.top5 == 1 && result.unreadable.isEmpty)
        #expect((0..<3).allSatisfy { result.confusion[true: $0, taken: $0] == 2 })
    }

    @Test func foldersAreLookedUpAmongLabels() throws {
        let labels = try LabelSet([
            Label("pink cross"), Label("red circle", id: "red_circle"), Label("green star", id: "green_star"),
            Label("blue square", id: "blue_square"),
        ])
        let pictures = try PictureSet(path: FilePath(folder()), labels: labels)
        let result = try evaluation(pictures)
        #expect(result.results.map(\.count) == [0, 2, 2, 2] && result.top1 == 1)
        let error = #expect(throws: FileError.self) {
            try PictureSet(path: FilePath(folder()), labels: LabelSet([Label("red circle")]))
        }
        #expect(error?.description.contains("folder 'blue_square'") == true)
    }

    /// A wrong answer is counted: the pictures of one folder show something else.
    @Test func whatIsTakenForSomethingElseIsCounted() throws {
        let root = try folder()
        try directory.write(Self.picture("red_circle", 2), to: "pictures/green_star/wrong.jpg")
        let result = try evaluation(PictureSet(path: FilePath(root), labels: nil))
        #expect(result.results[1].count == 3 && result.results[1].top1 == 2 && result.results[1].top5 == 3)
        #expect(result.confusion[true: 1, taken: 2] == 1)
        #expect(abs(result.top1 - 6 / 7) < 1e-9)
        let svg = result.confusion.svg(names: ["a & b", "<c>", "d"])
        #expect(svg.contains("&lt;c&gt; taken for d: 1 of 3") && !svg.contains("<c>"))
    }

    /// The right label is the fifth likeliest, and one of the first five; the sixth is none.
    @Test(arguments: [(4, true), (5, false)]) func theFirstFiveLabelsCount(_ rank: Int, _ isAmongThem: Bool)
        throws
    {
        let picture: FilePath = "\(try folder())/red_circle/0.jpg"
        let labels = try LabelSet(
            [
                "red circle", "red square", "blue circle", "green star", "pink cross", "a dog", "a cat",
                "a car",
            ]
            .map { Label($0, id: $0.replacing(" ", with: "_")) })
        let classifier = try ZeroShotClassifier(
            labels, #require(try TemplateSet.named("photo")), model: model)
        let embedding = try #require(try model.embed(imagesAt: [picture]).first)
        let right = labels.labels[try classifier.predictions(for: embedding)[rank].index]
        let root = directory.path("ranked")
        try FileManager.default.createDirectory(
            atPath: "\(root)/\(right.id)", withIntermediateDirectories: true)
        try directory.write(Self.picture("red_circle", 0), to: "ranked/\(right.id)/0.jpg")
        let pictures = try PictureSet(path: FilePath(root), labels: labels)
        let result = try Evaluation(of: pictures, by: classifier, model: model, log: nil)
        #expect(result.count == 1 && result.top1 == 0 && result.top5 == (isAmongThem ? 1 : 0))
    }

    @Test func brokenPictureEndsNothing() throws {
        let root = try folder()
        try directory.write([0xFF, 0xD8, 0xFF], to: "pictures/red_circle/broken.jpg")
        try directory.write(Array("notes".utf8), to: "pictures/red_circle/notes.md")
        let pictures = try PictureSet(path: FilePath(root), labels: nil)
        #expect(pictures.otherFileCount == 1)
        let result = try evaluation(pictures)
        #expect(result.count == 6 && result.top1 == 1)
        #expect(result.unreadable.map(\.name) == ["red_circle/broken.jpg"])
    }

    @Test func folderWithoutPicturesIsRefused() throws {
        try FileManager.default.createDirectory(
            atPath: directory.path("empty/cat"), withIntermediateDirectories: true)
        let error = #expect(throws: FileError.self) {
            try PictureSet(path: directory.path("empty"), labels: nil)
        }
        #expect(error?.description.contains("no picture") == true)
        #expect(throws: FileError.self) { try PictureSet(path: directory.path("nowhere"), labels: nil) }
        try FileManager.default.removeItem(atPath: directory.path("empty/cat"))
        #expect(throws: FileError.self) { try PictureSet(path: directory.path("empty"), labels: nil) }
    }

    @Test(arguments: [true, false])
    func archiveGivesWhatTheFolderGives(_ hasNumbers: Bool) throws {
        var tar = TarBuilder()
        for (position, name) in Self.classes.enumerated() {
            for index in 0..<2 {
                let text = hasNumbers ? "\(position)" : name.replacing("_", with: " ")
                tar.add("\(name)\(index).\(hasNumbers ? "cls" : "txt")", Array(text.utf8))
                tar.add("\(name)\(index).jpg", try Self.picture(name, index))
            }
        }
        tar.add("readme.md", [65])
        let path = try directory.write(tar.finished, to: "pictures.tar")
        let labels = try LabelSet(Self.classes.map { Label($0.replacing("_", with: " ")) })
        let pictures = try PictureSet(path: FilePath(path), labels: hasNumbers ? labels : nil)
        #expect(pictures.otherFileCount == 1)
        let result = try evaluation(pictures)
        #expect(result.count == 6 && result.top1 == 1 && result.labels == labels)
    }

    @Test(arguments: [
        ([("a.jpg", "x")], "nothing tells what it shows"),
        ([("a.jpg", "x"), ("a.cls", "0")], "there are no labels"),
        ([("a.jpg", "x"), ("a.txt", "")], "it is empty"), ([("a.txt", "cat")], "no picture"),
    ])
    func archiveThatTellsTooLittleIsRefused(_ members: [(String, String)], _ reason: String) throws {
        var tar = TarBuilder()
        for (name, content) in members { tar.add(name, Array(content.utf8)) }
        let path = try directory.write(tar.finished, to: "pictures.tar")
        let error = #expect(throws: FileError.self) { try PictureSet(path: FilePath(path), labels: nil) }
        #expect(error?.description.contains(reason) == true, "\(String(describing: error))")
    }

    @Test(arguments: ["3", "-1", "dog"])
    func labelThatIsNoneIsRefused(_ text: String) throws {
        var tar = TarBuilder()
        tar.add("a.jpg", [1])
        tar.add("a.cls", Array(text.utf8))
        let path = try directory.write(tar.finished, to: "pictures.tar")
        let labels = try LabelSet(Self.classes.map { Label($0) })
        #expect(throws: FileError.self) { try PictureSet(path: FilePath(path), labels: labels) }
    }

    // MARK: Embeddings that are kept

    @Test func cutOffWorkGoesOnWhereItStopped() throws {
        let pictures = try PictureSet(path: FilePath(folder()), labels: nil)
        let path = directory.path("embeddings.npy")
        let whole = try evaluation(
            pictures, log: EmbeddingLog(path: FilePath(path), of: model, for: pictures))
        let (array, list) = try (
            TemporaryDirectory.contents(of: path), TemporaryDirectory.contents(of: path + ".files")
        )
        #expect(array.count == 128 + 6 * 64 * 4)
        #expect(String(decoding: array.prefix(128), as: UTF8.self).contains("(6, 64)"))
        #expect(String(decoding: list, as: UTF8.self).split(separator: "\n").count == 7)
        // What a kill may leave: a row without its name, half a name, a header that counts fewer.
        let title = (list.firstIndex(of: 0x0A) ?? 0) + 1
        for (rows, cut) in [(6, 10), (5, 0), (3, 40), (0, list.count - title)] {
            try directory.write(Array(array.prefix(128 + rows * 256 + 7)), to: "embeddings.npy")
            try directory.write(Array(list.dropLast(cut)), to: "embeddings.npy.files")
            let log = try EmbeddingLog(path: FilePath(path), of: model, for: pictures)
            #expect(log.count < 6 || cut == 0)
            let again = try evaluation(pictures, log: log)
            #expect(again.top1 == whole.top1 && again.count == 6)
            #expect(try TemporaryDirectory.contents(of: path).count == array.count)
        }
    }

    /// Names with line feeds, backslashes and in two Unicode forms, some of them unreadable: the rows stay where they are.
    @Test func namesOfAnyBytesKeepTheirRows() throws {
        let root = try folder()
        let names = [
            "0.jpg\n1.jpg", "a\\x0ab.jpg", "a\nb.jpg", "\u{1B}[2J.jpg", "e\u{301}.jpg", "\u{E9}.jpg",
        ]
        for (index, name) in names.enumerated() {
            try directory.write(Self.picture("red_circle", index % 3), to: "pictures/red_circle/\(name)")
        }
        try directory.write([0xFF], to: "pictures/blue_square/\nbroken.jpg")
        let pictures = try PictureSet(path: FilePath(root), labels: nil)
        #expect(pictures.count == 13)
        let path = directory.path("embeddings.npy")
        let first = try evaluation(
            pictures, log: EmbeddingLog(path: FilePath(path), of: model, for: pictures))
        #expect(first.count == 12 && first.top1 == 1)
        let log = try EmbeddingLog(path: FilePath(path), of: model, for: pictures)
        #expect(log.count == 12)
        for picture in pictures.pictures where !picture.name.description.contains("broken") {
            let embedding = try #require(try log.embedding(of: picture.name), "\(picture.name)")
            let expected = try model.embed(imagesAt: [FilePath(root).appending(picture.name)])[0]
            #expect(zip(embedding, expected).allSatisfy { abs($0 - $1) < 1e-5 }, "\(picture.name)")
        }
        let again = try evaluation(pictures, log: log)
        #expect(again.top1 == 1 && again.count == 12 && again.unreadable.count == 1)
    }

    @Test func logOfAnotherModelOrDataSetIsLeftAlone() throws {
        let path = directory.path("embeddings.npy")
        let log = try EmbeddingLog(path: FilePath(path), subject: "model a", columns: 64)
        try log.append([("one", [Float](repeating: 1, count: 64))])
        let before = try ["", ".files"].map { try TemporaryDirectory.contents(of: path + $0) }
        for (subject, columns) in [("model b", 64), ("model a", 32), ("model", 64)] {
            let error = #expect(throws: FileError.self) {
                try EmbeddingLog(path: FilePath(path), subject: subject, columns: columns)
            }
            #expect(error?.code == .cannotCreate)
            #expect(try ["", ".files"].map { try TemporaryDirectory.contents(of: path + $0) } == before)
        }
        #expect(try EmbeddingLog(path: FilePath(path), subject: "model a", columns: 64).count == 1)
    }

    /// Another image under the same name is another data set, and so is one more.
    @Test(arguments: ["red_circle/0.jpg", "red_circle/more.jpg"]) func dataSetIsKnownByNamesAndSizes(
        _ name: String
    ) throws {
        let root = try folder()
        let digest = try PictureSet(path: FilePath(root), labels: nil).digest()
        #expect(try PictureSet(path: FilePath(root), labels: nil).digest() == digest)
        try directory.write(Self.picture("blue_square", 2) + [0], to: "pictures/\(name)")
        #expect(try PictureSet(path: FilePath(root), labels: nil).digest() != digest)
    }

    /// A thesis, an array of somebody else's, and a list of somebody else's are what they were, and nothing is beside them.
    @Test func filesOfOthersAreLeftAlone() throws {
        let array = NumPyHeader.bytes(rows: 3, columns: 64) + [UInt8](repeating: 7, count: 3 * 256)
        let title = Array("# clipw embeddings 2: 64 numbers, model a\n".utf8)
        for (name, files) in [
            ("thesis", [("a.npy", Array("my thesis".utf8))]), ("array", [("a.npy", array)]),
            ("list", [("a.npy.files", Array("one\ntwo\n".utf8))]),
            ("both", [("a.npy", array), ("a.npy.files", [])]),
            (
                "other array",
                [("a.npy", Array("my thesis".utf8)), ("a.npy.files", title + Array("one\n".utf8))]
            ),
        ] {
            let folder = directory.path(name)
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
            for (file, bytes) in files { try directory.write(bytes, to: "\(name)/\(file)") }
            let error = #expect(throws: FileError.self, "\(name)") {
                try EmbeddingLog(path: FilePath(folder + "/a.npy"), subject: "model a", columns: 64)
            }
            #expect(error?.code == .cannotCreate, "\(name)")
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder).sorted() == files.map(\.0))
            for (file, bytes) in files {
                #expect(try TemporaryDirectory.contents(of: "\(folder)/\(file)") == bytes, "\(name)")
            }
        }
    }

    // MARK: Names of strangers

    @Test func foldersAreKnownByTheBytesOfTheirNames() throws {
        let root = directory.path("pictures")
        for name in ["e\u{301}", "\u{E9}"] {
            try FileManager.default.createDirectory(
                atPath: "\(root)/\(name)", withIntermediateDirectories: true)
            try directory.write(Self.picture("red_circle", 0), to: "pictures/\(name)/a.jpg")
        }
        let pictures = try PictureSet(path: FilePath(root), labels: nil)
        #expect(pictures.labels.labels.count == 2 && pictures.pictures.map(\.label) == [0, 1])
    }

    @Test func linkThatLeadsOutIsRefused() throws {
        let root = try folder()
        let outside = try directory.write(Self.picture("red_circle", 2), to: "outside.jpg")
        try FileManager.default.createSymbolicLink(
            atPath: "\(root)/red_circle/link.jpg", withDestinationPath: outside)
        let result = try evaluation(PictureSet(path: FilePath(root), labels: nil))
        #expect(result.count == 6 && result.unreadable.map(\.error.code) == [.permission])
        try FileManager.default.createSymbolicLink(
            atPath: "\(root)/yellow_ring", withDestinationPath: directory.path)
        let error = #expect(throws: FileError.self) { try PictureSet(path: FilePath(root), labels: nil) }
        #expect(error?.code == .permission)
    }

    @Test func classifierOfOtherLabelsIsAnError() throws {
        let pictures = try PictureSet(path: FilePath(folder()), labels: nil)
        let classifier = try ZeroShotClassifier(
            LabelSet([Label("cat")]), TemplateSet([PromptTemplate("{}")]), model: model)
        let error = #expect(throws: FileError.self) {
            try Evaluation(of: pictures, by: classifier, model: model)
        }
        #expect(error?.code == .mismatch)
    }
}
