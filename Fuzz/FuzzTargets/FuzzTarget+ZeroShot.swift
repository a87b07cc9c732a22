import ByteIO
import SafeTensors
import Tensors
import TestSupport
import ZeroShot

extension FuzzTarget {
    /// A list of labels, and a tree of them.
    static let labels = FuzzTarget(
        name: "labels",
        seeds: {
            [
                "cat\ndog\n", "\u{FEFF}n01440764\ttench\r\n\r\nn1\te\u{301}\n\u{E9}",
                #"{"animal": ["cat", "dog"], "vehicle": ["car"]}"#,
            ].map { Array($0.utf8) }
        },
        read: { bytes in
            let isTree = bytes.first == UInt8(ascii: "{")
            let labels =
                try isTree
                ? LabelTree(parsing: bytes).members.labels : LabelSet(parsing: bytes, path: "input").labels
            precondition(!labels.isEmpty && labels.count <= bytes.count, "more labels than bytes")
        })

    /// A list of templates, and a prompt of each.
    static let templates = FuzzTarget(
        name: "templates",
        seeds: { ["a photo of a {}.\n{}\n", "{}{}\u{301} {\n"].map { Array($0.utf8) } },
        read: { bytes in
            for template in try TemplateSet(parsing: bytes, path: "input").templates {
                let prompt = template.prompt("cat")
                precondition(prompt.utf8.count <= 2 * template.text.utf8.count, "too long a prompt")
            }
        })

    /// A saved classifier, and what it says of an embedding.
    static let classifier = FuzzTarget(
        name: "classifier",
        seeds: {
            try [
                (#"[{"name":"a","id":"a"},{"name":"b","id":"c"}]"#, "[]", 2),
                (#"[{"name":"a","id":"a","group":0},{"name":"b","id":"b","group":1}]"#, #"["x","y"]"#, 4),
            ].map { labels, groups, rows in
                guard let shape = Shape([rows, 2]) else { return [] }
                let layout = try SafeTensorsLayout(
                    [TensorDescriptor(name: "weights", elementType: .float32, shape: shape)],
                    metadata: [
                        ("format", "clipw-classifier"), ("format_version", "1"),
                        ("source_sha256", String(repeating: "0", count: 64)), ("logit_scale", "100"),
                        ("labels", labels), ("groups", groups), ("templates", #"["{}"]"#),
                    ], dataAlignment: 64)
                return layout.headerBytes + [Float](repeating: 0.7, count: 2 * rows).littleEndianBytes
            }
        },
        read: { bytes in
            let file = try SafeTensorsFile(InputFile(inMemory: bytes, namedAs: "input"))
            let classifier = try ZeroShotClassifier(reading: file)
            let embedding = [Float](repeating: 1, count: classifier.weights.columns)
            let predictions = try classifier.predictions(for: embedding)
            precondition(predictions.count == classifier.labels.labels.count, "a prediction for each label")
        })

    /// A tar archive of images and their labels.
    static let tar = FuzzTarget(
        name: "tar",
        seeds: {
            var tar = TarBuilder()
            tar.add("a.jpg", [1])
            tar.add("a.txt", Array("cat\n".utf8))
            tar.addLong(String(repeating: "n", count: 120) + ".png", [2])
            tar.addExtended(String(repeating: "n", count: 120) + ".txt", Array("dog".utf8))
            return [tar.finished, tar.bytes]
        },
        read: { bytes in
            let images = try PictureSet(archive: InputFile(inMemory: bytes, namedAs: "input"), labels: nil)
            precondition(
                images.count > 0 && images.labels.labels.count <= images.count, "more labels than images")
        },
        repair: { TarBuilder.repairChecksums(of: &$0) })
}
