import ArgumentParser
import ByteIO
import CLIPRuntime
import ToolSupport
import ZeroShot

/// `clip-classify`: what pictures show, among labels.
@main
struct ClipClassify: Tool {
    static let configuration = CommandConfiguration(
        commandName: "clip-classify",
        abstract: "Tell what pictures show, among labels that you name.",
        discussion: """
            MODEL is a .clipw file, any checkpoint that clip-convert reads, or a name that clip-store list shows. Each \
            label goes into a sentence, \"a photo of a {}.\" unless you give others, and the labels of the sentences that \
            are nearest to a picture are printed with their probabilities, which are those among the labels given.

            With --output the labels' embeddings are kept in a file that --classifier takes, for any file made from the \
            same checkpoint: the work for many labels and templates is done once.

            With --json a line for each picture: {"image": "cat.jpg", "predictions": [{"label", "probability", "logit", \
            "cosine"}], "similarity"}. The similarity is "sigmoid" in a model that gives each label a probability by \
            itself, such as SigLIP, else "softmax". A picture that cannot be read has "error" in the place of \
            "predictions"; the others are classified all the same, and the exit code is 65.

            EXAMPLES
              clip-classify vitb32.clipw cat.jpg --labels "cat,dog,red panda"
              clip-classify vitb32.clipw *.jpg --labels-from imagenet --templates openai-7 --top 3
              clip-classify vitb32.clipw --labels-from imagenet --templates openai-80 -o imagenet.safetensors
              clip-classify vitb32-int8.clipw *.jpg --classifier imagenet.safetensors --json

            EXIT CODES
              0 done, 1 a classifier of another model, 64 usage, 65 malformed model, labels or a bad picture, 66 input \
            missing, 73 output cannot be created, 74 I/O error, 77 no permission
            """,
        version: toolchainVersion)

    @Argument(help: ArgumentHelp("The model.", valueName: "model"), completion: .file())
    var model: ModelArgument

    @Argument(help: ArgumentHelp("Pictures: JPEG, PNG or WebP.", valueName: "image"), completion: .file())
    var images: [FilePath] = []

    @OptionGroup(title: "Labels")
    var labels: ClassifierFlags

    @Option(help: "How many labels are printed for each picture.")
    var top = 5

    @Option(
        help: ArgumentHelp(
            "What cosines are divided by before their softmax, in the place of the model's own.",
            valueName: "t"))
    var temperature: Double?

    @Flag(help: "A line of JSON for each picture.")
    var json = false

    @Option(
        name: [.short, .long], help: ArgumentHelp("Where the classifier is kept.", valueName: "file"),
        completion: .file())
    var output: FilePath?

    @Flag(help: "Replace the output if it exists.")
    var force = false

    @OptionGroup(title: "How it is computed")
    var runtime: RuntimeFlags

    func validate() throws {
        guard labels.haveLabels else {
            throw ValidationError("Give --labels, --labels-from or --classifier")
        }
        guard !images.isEmpty || output != nil else {
            throw ValidationError("Give pictures, or --output to keep the classifier")
        }
        try output?.requireFile("--output")
        guard top >= 1 else { throw ValidationError("--top is a number from 1") }
        guard temperature.map({ $0 > 0 && $0.isFinite }) ?? true else {
            throw ValidationError("--temperature is a number above 0")
        }
    }

    var access: FileAccess? {
        FileAccess().reading(model).reading(images + labels.paths).writing(output)
    }

    func perform() throws(FileError) -> Int32 {
        let (model, warnings) = try model.open(activation: runtime.activation, options: runtime.options)
        for warning in warnings { Self.warn(warning) }
        let classifier = try labels.classifier(for: model, threads: runtime.options.threads)
        if let output { try classifier.write(to: output, mayReplace: force) }
        let bar = ProgressBar("pictures", unit: .items)
        defer { bar.finish() }
        var hasFailed = false
        for start in stride(from: 0, to: images.count, by: runtime.batch) {
            let paths = Array(images[start..<min(images.count, start + runtime.batch)])
            for (path, result) in zip(paths, try model.embeddings(ofImagesAt: paths)) {
                let predictions = result.flatMap { embedding in
                    Result { () throws(FileError) in
                        try classifier.predictions(for: embedding, temperature: temperature).prefix(top)
                    }
                }
                if case .failure(let error) = predictions {
                    hasFailed = true
                    if !json { Self.complain("\(error)") }
                }
                let text = ClassificationText(path, predictions, of: classifier)
                bar.finish()
                try StandardStream.output.write(json ? text.json : text.table)
            }
            bar.advance(by: paths.count, of: images.count)
        }
        return hasFailed ? 65 : 0
    }
}
