import ByteIO
import CLIPRuntime
import Foundation
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
        let whole = try evaluation(pictures, log: EmbeddingLog(path: FilePath(path), of: model))
        let (array, list) = try (
            TemporaryDirectory.contents(of: path), TemporaryDirectory.contents(of: path + ".files")
        )
        #expect(array.count == 128 + 6 * 64 * 4)
        #expect(String(decoding: array.prefix(128), as: UTF8.self).contains("(6, 64)"))
        #expect(String(decoding: list, as: UTF8.self).split(separator: "\n").count == 7)
        // What a kill may leave: a row without its name, half a name, a header that counts fewer.
        for (rows, cut) in [(6, 10), (5, 0), (3, 40), (0, list.count)] {
            try directory.write(Array(array.prefix(128 + rows * 256 + 7)), to: "embeddings.npy")
            try directory.write(Array(list.dropLast(cut)), to: "embeddings.npy.files")
            let log = try EmbeddingLog(path: FilePath(path), of: model)
            #expect(log.count < 6 || cut == 0)
            let again = try evaluation(pictures, log: log)
            #expect(again.top1 == whole.top1 && again.count == 6)
            #expect(try TemporaryDirectory.contents(of: path).count == array.count)
        }
    }

    @Test func logOfAnotherModelIsRefused() throws {
        let path = directory.path("embeddings.npy")
        _ = try EmbeddingLog(path: FilePath(path), model: "model a", columns: 64)
        let error = #expect(throws: FileError.self) {
            try EmbeddingLog(path: FilePath(path), model: "model b", columns: 64)
        }
        #expect(error?.code == .mismatch)
    }

    @Test func fileThatIsNoArrayIsLeftAlone() throws {
        let path = try directory.write(Array("my thesis".utf8), to: "thesis.npy")
        #expect(throws: FileError.self) {
            try EmbeddingLog(path: FilePath(path), model: "model a", columns: 64)
        }
        #expect(try TemporaryDirectory.contents(of: path) == Array("my thesis".utf8))
    }
}
