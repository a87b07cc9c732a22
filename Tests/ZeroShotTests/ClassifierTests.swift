import ByteIO
import CLIPRuntime
import Conversion
import Foundation
import SafeTensors
import StrictJSON
import Tensors
import TestSupport
import Testing

@testable import ZeroShot

/// Classifiers against open_clip's, and what pictures are taken for against openai/CLIP's, on the same weights:
/// Scripts/make_zero_shot_goldens.py.
@Suite struct ClassifierTests {
    private let golden: SafeTensorsFile
    private let labels: LabelSet
    private let model: CLIP
    private let directory = TemporaryDirectory.made()

    init() throws {
        golden = try SafeTensorsFile(InputFile(path: Repository.fixture("zero-shot.safetensors")))
        let names = try JSONValue(parsing: (golden.header.metadata("labels") ?? "").utf8).array ?? []
        labels = try LabelSet(names.compactMap(\.string).map { Label($0) })
        model = try ShapesModel.opened()
    }

    private func golden(_ name: String) throws -> [[Float]] {
        let entry = try #require(golden.header.entries.first { $0.descriptor.name == name })
        var reader = ByteReader(try golden.file.bytes(entry.byteRange.count, at: entry.byteRange.lowerBound))
        let dimensions = entry.descriptor.shape.dimensions
        return try (0..<dimensions[0]).map { _ in
            try (0..<dimensions[1]).map { _ in Float(bitPattern: try reader.integer(UInt32.self)) }
        }
    }

    private func classifier(_ templates: String = "photo") throws -> ZeroShotClassifier {
        try ZeroShotClassifier(labels, #require(try TemplateSet.named(templates)), model: model)
    }

    private func file(_ name: FilePath) throws -> FilePath {
        let path: FilePath = directory.path(name)
        try classifier().write(to: path, mayReplace: true)
        return path
    }

    @Test(arguments: TemplateSet.names)
    func embeddingsOfLabelsAreOpenCLIPs(_ templates: String) throws {
        let expected = try golden("classifier.\(templates)")
        let weights = try classifier(templates).weights
        #expect(weights.rows == labels.labels.count && expected.count == weights.rows)
        for (row, expected) in expected.enumerated() {
            #expect(zip(weights[row: row], expected).allSatisfy { abs($0 - $1) < 1e-5 })
        }
    }

    @Test func probabilitiesAreThoseOfThePeer() throws {
        let names = try JSONValue(parsing: (golden.header.metadata("pictures") ?? "").utf8).array ?? []
        let paths: [FilePath] = names.compactMap(\.string).map { Repository.example("pictures/\($0)") }
        let expected = try golden("pictures")
        #expect(paths.count >= 6 && expected.count == paths.count)
        let classifier = try classifier()
        for (embedding, expected) in zip(try model.embed(imagesAt: paths), expected) {
            for prediction in try classifier.predictions(for: embedding) {
                #expect(abs(prediction.probability - Double(expected[prediction.index])) < 1e-4)
            }
        }
    }

    @Test func likeliestLabelComesFirstAndSharesMakeOne() throws {
        let classifier = try classifier()
        let predictions = try classifier.predictions(for: Array(classifier.weights[row: 3]))
        #expect(predictions[0].index == 3 && abs(predictions[0].cosine - 1) < 1e-5)
        #expect(zip(predictions, predictions.dropFirst()).allSatisfy { $0.probability >= $1.probability })
        #expect(abs(predictions.reduce(0) { $0 + $1.probability } - 1) < 1e-5)
        #expect(predictions.allSatisfy { abs($0.logit - $0.cosine * Double(classifier.logitScale)) < 1e-4 })
    }

    @Test func temperatureTakesThePlaceOfTheModelsScale() throws {
        let classifier = try classifier()
        let embedding = Array(classifier.weights[row: 0])
        let usual = try classifier.predictions(for: embedding, temperature: 1 / Double(classifier.logitScale))
        let again = try classifier.predictions(for: embedding)
        #expect(abs(usual[0].probability - again[0].probability) < 1e-6)
        let flat = try classifier.predictions(for: embedding, temperature: 1e6)
        #expect(flat.allSatisfy { abs($0.probability - 0.1) < 1e-4 })
    }

    @Test(arguments: [5e-324, 1e-300, 1e-9, 1, 1e9, Double.greatestFiniteMagnitude])
    func probabilitiesAreFiniteAndMakeOne(_ temperature: Double) throws {
        let classifier = try classifier()
        for scale: Float in [1e-30, 1, 1e38] {
            let embedding = classifier.weights[row: 3].map { $0 * scale }
            let predictions = try classifier.predictions(for: embedding, temperature: temperature)
            let numbers = predictions.flatMap { [$0.probability, $0.logit, $0.cosine] }
            let areFinite = numbers.allSatisfy(\.isFinite)
            #expect(areFinite)
            #expect(abs(predictions.reduce(0) { $0 + $1.probability } - 1) < 1e-5)
        }
    }

    @Test(arguments: [Float.nan, .infinity, 0]) func embeddingWithoutDirectionIsRefused(_ number: Float)
        throws
    {
        let classifier = try classifier()
        let embedding = [Float](repeating: number, count: classifier.weights.columns)
        let error = #expect(throws: FileError.self) { try classifier.predictions(for: embedding) }
        #expect(error?.code == .malformed)
        #expect(throws: FileError.self) { try classifier.predictions(for: [1, 2, 3]) }
    }

    @Test func probabilityInATreeIsThatOfTheGroupByThatOfTheMember() throws {
        let tree = try LabelTree(
            parsing: Array(#"{"circle": ["red circle", "blue circle"], "star": ["red star"]}"#.utf8))
        let classifier = try ZeroShotClassifier(tree, #require(try TemplateSet.named("photo")), model: model)
        let groups = try ZeroShotClassifier(
            tree.groups, #require(try TemplateSet.named("photo")), model: model)
        let circles = try ZeroShotClassifier(
            LabelSet([Label("red circle"), Label("blue circle")]), #require(try TemplateSet.named("photo")),
            model: model)
        let embedding = try model.embed(imagesAt: [Repository.fixture("images/jpeg-444.jpg")])[0]
        func probability(_ classifier: ZeroShotClassifier, _ index: Int) throws -> Double {
            try classifier.predictions(for: embedding).first { $0.index == index }?.probability ?? -1
        }
        for index in 0..<2 {
            let expected = try probability(groups, 0) * probability(circles, index)
            let found = try probability(classifier, index)
            #expect(abs(found - expected) < 1e-5)
        }
        let (star, group) = (try probability(classifier, 2), try probability(groups, 1))
        #expect(abs(star - group) < 1e-5)
    }

    // MARK: Files

    @Test func savedClassifierIsTheSame() throws {
        let original = try classifier("openai-7")
        try original.write(to: directory.path("labels.safetensors"), mayReplace: false)
        let read = try ZeroShotClassifier(path: directory.path("labels.safetensors"), for: model)
        #expect(read.weights == original.weights && read.labels == original.labels)
        #expect(read.templates == original.templates && read.logitScale == original.logitScale)
        #expect(read.source == original.source && read.groups == nil)
    }

    @Test func savedTreeIsTheSame() throws {
        let tree = try LabelTree(parsing: Array(#"{"a": ["b", "c"], "d": ["e"]}"#.utf8))
        let original = try ZeroShotClassifier(tree, #require(try TemplateSet.named("none")), model: model)
        try original.write(to: directory.path("tree.safetensors"), mayReplace: false)
        let read = try ZeroShotClassifier(path: directory.path("tree.safetensors"), for: model)
        #expect(read.groups == tree.groups && read.groupOfLabel == tree.groupOfMember)
        #expect(read.weights == original.weights)
    }

    @Test func classifierOfAnotherModelIsRefused() throws {
        let path = try file("labels.safetensors")
        let other = try CLIP.open(modelAt: Repository.fixture("vit-torchscript-openai.pt")).model
        let error = #expect(throws: FileError.self) { try ZeroShotClassifier(path: path, for: other) }
        #expect(error?.code == .mismatch && error?.path == path)
    }

    @Test func everyDamageOfAFileIsRefusedOrHarmless() throws {
        let path = try file("labels.safetensors")
        let bytes = try TemporaryDirectory.contents(of: path)
        let header = bytes.count - 10 * 64 * 4
        for position in stride(from: 0, to: header, by: 7) {
            var damaged = bytes
            damaged[position] ^= 0x15
            try directory.write(damaged, to: "damaged")
            // Either way, it ends.
            _ = try? ZeroShotClassifier(path: directory.path("damaged"), for: model)
        }
        for length in [0, 7, 8, header - 1, bytes.count - 1] {
            try directory.write(Array(bytes.prefix(length)), to: "cut")
            #expect(throws: FileError.self) {
                try ZeroShotClassifier(path: directory.path("cut"), for: model)
            }
        }
    }

    @Test(arguments: [
        ("\"clipw-classifier\"", "\"clipw-classifieR\"", "no saved classifier"),
        ("\"format_version\":\"1\"", "\"format_version\":\"3\"", "format_version is '3'"),
        ("\\\"name\\\":\\\"blue square\\\"", "\\\"name\\\":\\\"\\\"           ", "label 2: it is empty"),
        ("\"F32\"", "\"I32\"", "other tensors"), ("\"logit_scale\":\"", "\"logit_scale\":\"-", "logit_scale"),
        ("\"weights\"", "\"weightz\"", "other tensors"),
        ("a photo of a {}.", "a photo of a (}.", "has no {}"),
    ])
    func fileThatContradictsItselfIsRefused(_ old: String, _ new: String, _ reason: String) throws {
        let bytes = try TemporaryDirectory.contents(of: file("labels.safetensors"))
        let length = Int(bytes[0]) | Int(bytes[1]) << 8
        let header = String(decoding: bytes[8..<8 + length], as: UTF8.self)
        #expect(header.contains(old))
        let changed = Array(header.replacing(old, with: new, maxReplacements: 1).utf8)
        let size = (0..<8).map { UInt8(truncatingIfNeeded: changed.count >> (8 * $0)) }
        try directory.write(size + changed + bytes[(8 + length)...], to: "changed")
        let error = #expect(throws: FileError.self) {
            try ZeroShotClassifier(path: directory.path("changed"), for: model)
        }
        #expect(error?.description.contains(reason) == true, "\(String(describing: error))")
    }

    @Test func embeddingOfAnotherLengthIsRefused() throws {
        let classifier = try classifier()
        let error = #expect(throws: FileError.self) { try classifier.predictions(for: [1, 2, 3]) }
        #expect(error?.found == "the embedding has 3 numbers")
    }

    // MARK: Fields of strangers

    /// A classifier of these labels and groups, whose rows are all the same; with a bias, one of independent probabilities.
    private func read(
        _ labels: String, groups: String, rows: Int, bias: String? = nil
    ) throws -> (ZeroShotClassifier, WorkBudget) {
        let shape = try #require(Shape([rows, 2]))
        let layout = try SafeTensorsLayout(
            [TensorDescriptor(name: "weights", elementType: .float32, shape: shape)],
            metadata: [
                ("format", "clipw-classifier"), ("format_version", bias == nil ? "1" : "2"),
                ("source_sha256", String(repeating: "0", count: 64)), ("logit_scale", "100"),
                ("logit_bias", bias ?? ""), ("labels", labels), ("groups", groups), ("templates", #"["{}"]"#),
            ], dataAlignment: 64)
        let bytes = layout.headerBytes + (0..<rows).flatMap { _ in [1, 0] as [Float] }.littleEndianBytes
        let file = try SafeTensorsFile(InputFile(path: FilePath(directory.write(bytes, to: "classifier"))))
        var budget = WorkBudget.forList(ofBytes: bytes.count)
        return (try ZeroShotClassifier(reading: file, &budget), budget)
    }

    /// As the card of google/siglip2-base-patch16-224 has it: `torch.sigmoid(logits_per_image)`.
    @Test func independentProbabilitiesAreSigmoidsAndStaySo() throws {
        let labels = #"[{"name":"a","id":"a"},{"name":"b","id":"b"}]"#
        let (original, _) = try read(labels, groups: "[]", rows: 2, bias: "-98.5")
        func check(_ classifier: ZeroShotClassifier) throws {
            for (embedding, cosine) in [([1, 0], 1.0), ([0.8, 0.6], 0.8)] as [([Float], Double)] {
                for prediction in try classifier.predictions(for: embedding) {
                    #expect(abs(prediction.logit - (100 * cosine - 98.5)) < 1e-4)
                    #expect(abs(prediction.probability - 1 / (1 + exp(98.5 - 100 * cosine))) < 1e-6)
                }
            }
            let colder = try classifier.predictions(for: [1, 0], temperature: 0.02)
            #expect(abs(colder[0].logit + 48.5) < 1e-4)
        }
        try check(original)
        try original.write(to: directory.path("sigmoid"), mayReplace: false)
        try check(ZeroShotClassifier(reading: SafeTensorsFile(InputFile(path: directory.path("sigmoid")))))
    }

    @Test(arguments: ["", "nan", "inf", "x"]) func aBiasThatIsNoneIsRefused(_ bias: String) {
        #expect(throws: FileError.self) {
            try read(#"[{"name":"a","id":"a"}]"#, groups: "[]", rows: 1, bias: bias)
        }
    }

    @Test(arguments: [
        "9223372036854775807", "-9223372036854775808", "-1", "2", "0.5", "\"0\"", "null", "1e400",
    ])
    func groupThatIsNoneIsRefused(_ group: String) {
        for groups in [[group, "0", "1"], ["0", group, "1"], ["0", "1", group]] {
            let labels = zip("abc", groups).map { #"{"name":"\#($0)","id":"\#($0)","group":\#($1)}"# }
            #expect(throws: FileError.self, "\(labels)") {
                try read("[\(labels.joined(separator: ","))]", groups: #"["x","y"]"#, rows: 5)
            }
        }
        // Behind a group that is one, where the difference of the two is no number.
        let labels = zip("abcd", ["0", "1", group, "1"]).map {
            #"{"name":"\#($0)","id":"\#($0)","group":\#($1)}"#
        }
        #expect(throws: FileError.self, "\(labels)") {
            try read("[\(labels.joined(separator: ","))]", groups: #"["x","y"]"#, rows: 6)
        }
    }

    @Test(arguments: [
        ([0, 1, 0, 1], 2), ([1, 1, 0, 0], 2), ([0, 0, 2, 2], 3), ([1, 1, 2, 2], 3), ([0, 0, 1, 1], 3),
    ]) func labelsThatAreNotSortedByGroupAreRefused(_ groupOfLabel: [Int], _ count: Int) {
        let labels = groupOfLabel.enumerated().map { #"{"name":"\#($0)","id":"\#($0)","group":\#($1)}"# }
        let groups = (0..<count).map { #""g\#($0)""# }.joined(separator: ",")
        let error = #expect(throws: FileError.self) {
            try read("[\(labels.joined(separator: ","))]", groups: "[\(groups)]", rows: 4 + count)
        }
        #expect(error?.allowed?.contains("labels sorted by group") == true)
    }

    @Test(arguments: [0, 1, 2]) func labelWithoutAGroupIsRefused(_ missing: Int) {
        let labels = [0, 1, 1].enumerated().map { index, group in
            #"{"name":"\#(index)","id":"\#(index)"\#(index == missing ? "" : #","group":\#(group)"#)}"#
        }
        #expect(throws: FileError.self) {
            try read("[\(labels.joined(separator: ","))]", groups: #"["x","y"]"#, rows: 5)
        }
    }

    /// Rows that are the same, so that all labels are as likely.
    @Test func ofEquallyLikelyLabelsTheFirstComesFirst() throws {
        let labels = (0..<7).map { #"{"name":"\#($0)","id":"\#($0)"}"# }
        let (classifier, _) = try read("[\(labels.joined(separator: ","))]", groups: "[]", rows: 7)
        #expect(try classifier.predictions(for: [1, 2]).map(\.index) == Array(0..<7))
    }

    /// Two Unicode forms of one name are two labels and two groups.
    @Test func labelsOfAFileAreKnownByTheirBytes() throws {
        let (classifier, _) = try read(
            "[{\"name\":\"e\u{301}\",\"id\":\"e\u{301}\",\"group\":0},"
                + "{\"name\":\"\u{E9}\",\"id\":\"\u{E9}\",\"group\":1}]",
            groups: "[\"e\u{301}\",\"\u{E9}\"]", rows: 4)
        #expect(classifier.labels.positions.count == 2)
        #expect(try classifier.predictions(for: [1, 0]).count == 2)
    }

    @Test func costGrowsWithTheFile() throws {
        let spent = try [250, 500, 1000].map { count in
            let labels = (0..<count).map { #"{"name":"\#(1000 + $0)","id":"\#(1000 + $0)"}"# }
            let (classifier, budget) = try read(
                "[\(labels.joined(separator: ","))]", groups: "[]", rows: count)
            #expect(classifier.labels.labels.count == count)
            return WorkBudget.Cost.allCases.map { budget.spent($0) }
        }
        for (less, more) in zip(spent, spent.dropFirst()) {
            for (less, more) in zip(less, more) {
                #expect(less > 0 && Double(more) <= 2.2 * Double(less), "\(spent)")
            }
        }
    }

    // MARK: Labels that cannot be

    @Test func promptOfTooManyTokensIsNamedBeforeAnythingIsEmbedded() throws {
        let long = String(repeating: "cat ", count: 80)
        let error = #expect(throws: FileError.self) {
            try ZeroShotClassifier(
                LabelSet([Label("dog"), Label(long)]), #require(try TemplateSet.named("photo")), model: model
            ) { _, _ in Issue.record("a prompt was embedded") }
        }
        #expect(error?.description.contains("label 'cat cat") == true)
        #expect(error?.description.contains("87 tokens") == true, "\(String(describing: error))")
    }
}
