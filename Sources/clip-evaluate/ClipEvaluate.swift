import ArgumentParser
import ByteIO
import CLIPRuntime
import StrictJSON
import ToolSupport
import ZeroShot

/// `clip-evaluate`: how often a model is right about pictures of which it is known what they show.
@main
struct ClipEvaluate: Tool {
    static let configuration = CommandConfiguration(
        commandName: "clip-evaluate",
        abstract: "Measure a model's zero-shot accuracy on a folder of pictures.",
        discussion: """
            The pictures are a folder of class folders, red_circle/001.jpg, or a tar archive in WebDataset's form: 001.jpg \
            and beside it 001.cls, the position of its label, or 001.txt, the label. The names of folders are looked up \
            among the labels, as their ids or names; without --labels and --labels-from they are the labels.

            Pictures that cannot be read are counted and named; they end nothing. With --embeddings the embeddings are \
            kept in a NumPy array, and the pictures' names beside it: run again, the command goes on where it was cut off.

            EXAMPLES
              clip-evaluate vitb32.clipw --images imagenette/val --labels-from imagenette --templates openai-7
              clip-evaluate vitb32-int8.clipw --images val.tar --labels-from imagenet --classifier imagenet.safetensors
              clip-evaluate shapes.clipw --images held-out --confusion confusion.svg --min-top1 95

            EXIT CODES
              0 done, 1 below --min-top1 or a classifier of another model, 64 usage, 65 malformed model, labels or pictures, \
            66 input missing, 73 output cannot be created, 74 I/O error, 77 no permission
            """,
        version: toolchainVersion)

    @Argument(help: ArgumentHelp("The model.", valueName: "model"), completion: .file())
    var model: ModelArgument

    @Option(
        name: .customLong("images"),
        help: ArgumentHelp("A folder of class folders, or a tar archive.", valueName: "folder|tar"),
        completion: .file())
    var imagesPath: FilePath

    @OptionGroup(title: "Labels")
    var labels: ClassifierFlags

    @Option(
        help: ArgumentHelp("Draw what was taken for what into this SVG file.", valueName: "file"),
        completion: .file())
    var confusion: FilePath?

    @Option(
        help: ArgumentHelp(
            "Keep embeddings in this .npy file, and go on from it if it is there.", valueName: "file"),
        completion: .file())
    var embeddings: FilePath?

    @Option(
        name: .customLong("min-top1"),
        help: ArgumentHelp("Fail with exit code 1 below this accuracy.", valueName: "percent"))
    var minimumTop1: Double?

    @Flag(help: "One JSON document.")
    var json = false

    @Flag(help: "Replace the SVG file if it exists.")
    var force = false

    @OptionGroup(title: "How it is computed")
    var runtime: RuntimeFlags

    var access: FileAccess? {
        FileAccess().reading(model).reading(labels.paths).readingPictures(in: imagesPath).writing(confusion)
            .writing(embeddings)
    }

    func validate() throws {
        try confusion?.requireFile("--confusion")
        try embeddings?.requireFile("--embeddings")
    }

    func perform() throws(FileError) -> Int32 {
        let start = ContinuousClock.now
        let threads = runtime.options.threads
        let (model, warnings) = try model.open(activation: runtime.activation, options: runtime.options)
        for warning in warnings { Self.warn(warning) }
        let (pictures, classifier) = try picturesAndClassifier(model, threads)
        let log = try embeddings.map { (path) throws(FileError) in
            try EmbeddingLog(path: path, of: model, for: pictures)
        }
        let bar = ProgressBar("pictures", unit: .items)
        defer { bar.finish() }
        let evaluation = try Evaluation(
            of: pictures, by: classifier, model: model, log: log, threads: threads
        ) { bar.advance(by: $0, of: pictures.count) }
        bar.finish()
        for picture in evaluation.unreadable { Self.warn("\(picture.error)") }
        let text = EvaluationText(
            evaluation, otherFileCount: pictures.otherFileCount,
            seconds: (ContinuousClock.now - start) / .seconds(1))
        try StandardStream.output.write(json ? text.json.prettyText : text.table)
        if let confusion {
            let names = evaluation.labels.labels.map(\.name)
            let svg = Array(evaluation.confusion.svg(names: names).utf8)
            let file = try OutputFile(path: confusion, byteCount: svg.count, mayReplace: force)
            try file.write(svg.span, at: 0)
            try file.commit()
        }
        return minimumTop1.map { evaluation.top1 * 100 < $0 } ?? false ? 1 : 0
    }

    /// The pictures, with the labels of the classifier or of their own, and a classifier of the same labels.
    private func picturesAndClassifier(
        _ model: CLIP, _ threads: Int
    ) throws(FileError) -> (PictureSet, ZeroShotClassifier) {
        if labels.haveLabels {
            // The pictures first where that is possible: what is wrong with them should not be told after the work.
            let known = try labels.labelSet
            let early = try known.map { (known) throws(FileError) in
                try PictureSet(path: imagesPath, labels: known)
            }
            let classifier = try labels.classifier(for: model, threads: threads)
            if let early { return (early, classifier) }
            return (try PictureSet(path: imagesPath, labels: classifier.labels), classifier)
        }
        let pictures = try PictureSet(path: imagesPath, labels: nil)
        return (pictures, try labels.classifier(for: model, labels: pictures.labels, threads: threads))
    }
}
