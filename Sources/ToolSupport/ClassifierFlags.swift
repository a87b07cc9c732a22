package import ArgumentParser
package import ByteIO
package import CLIPRuntime
package import ZeroShot

/// The options that say what pictures are told apart by.
package struct ClassifierFlags: ParsableArguments {
    /// Labels on the command line.
    @Option(help: ArgumentHelp("Labels beside one another: cat,dog,\"red panda\".", valueName: "a,b,c"))
    package var labels: TextArgument?

    /// A file of labels, or a set by name.
    @Option(
        help: ArgumentHelp(
            "A file with a label, or an id, a tab and a label, on each line; one that ends in .json with groups of labels, "
                + "{\"animal\": [\"cat\", \"dog\"], …}; or a set: \(LabelSet.names.joined(separator: ", ")).",
            valueName: "file|name"),
        completion: .file())
    package var labelsFrom: FilePath?

    /// A classifier that was saved.
    @Option(
        help: ArgumentHelp("A classifier that clip-classify --output has written.", valueName: "file"),
        completion: .file())
    package var classifier: FilePath?

    /// Templates on the command line.
    @Option(
        name: .customLong("template"),
        help: ArgumentHelp(
            "A sentence with {} for the label; may be given again, which averages them.",
            valueName: "sentence"))
    package var template: [TextArgument] = []

    /// A file of templates, or a set by name.
    @Option(
        help: ArgumentHelp(
            "A file with a template on each line, or a set: \(TemplateSet.names.joined(separator: ", ")). "
                + "By default photo, \"a photo of a {}.\"", valueName: "file|name"),
        completion: .file())
    package var templates: FilePath?

    /// No options.
    package init() {}

    /// Refuses options that contradict one another.
    package func validate() throws {
        guard [labels != nil, labelsFrom != nil, classifier != nil].count(where: \.self) <= 1 else {
            throw ValidationError("--labels, --labels-from and --classifier exclude one another")
        }
        guard template.isEmpty || templates == nil else {
            throw ValidationError("--template and --templates exclude one another")
        }
        guard classifier == nil || (template.isEmpty && templates == nil) else {
            throw ValidationError("a saved classifier has its templates already")
        }
    }

    /// Whether any labels are named.
    package var haveLabels: Bool { labels != nil || labelsFrom != nil || classifier != nil }

    /// The classifier that the options describe.
    ///
    /// - Parameter labels: those that there are where the options name none.
    /// - Throws: what reading files of labels and templates, and building the classifier, throws; `malformed` where
    ///   there are no labels at all.
    package func classifier(
        for model: CLIP, labels fallback: LabelSet? = nil, threads: Int
    ) throws(FileError) -> ZeroShotClassifier {
        if let classifier { return try ZeroShotClassifier(path: classifier, for: model) }
        let templates = try templateSet
        let bar = ProgressBar("prompts", unit: .items)
        defer { bar.finish() }
        let progress: @Sendable (Int, Int) -> Void = { bar.advance(by: $0, of: $1) }
        if let labelsFrom, labelsFrom.hasSuffix(".json") {
            return try ZeroShotClassifier(
                LabelTree(path: labelsFrom), templates, model: model, threads: threads, progress: progress)
        }
        guard let labels = try labelSet ?? fallback else {
            throw FileError(.malformed, found: "there are no labels", allowed: "--labels or --labels-from")
        }
        return try ZeroShotClassifier(labels, templates, model: model, threads: threads, progress: progress)
    }

    /// The labels that the options name, without groups; nil for none, and for a saved classifier.
    package var labelSet: LabelSet? {
        get throws(FileError) {
            if let labels {
                let text = try labels.text("--labels")
                do throws(FileError) {
                    return try LabelSet(separatedByCommas: text)
                } catch {
                    throw error.within("--labels")
                }
            }
            guard let labelsFrom else { return nil }
            if labelsFrom.hasSuffix(".json") { return try LabelTree(path: labelsFrom).members }
            if let name = labelsFrom.text, let set = try LabelSet.named(name) { return set }
            return try LabelSet(path: labelsFrom)
        }
    }

    /// Files that the options name.
    package var paths: [FilePath?] { [labelsFrom, classifier, templates] }

    private var templateSet: TemplateSet {
        get throws(FileError) {
            if !template.isEmpty {
                var templates: [PromptTemplate] = []
                for text in template { templates.append(try PromptTemplate(text.text("--template"))) }
                return try TemplateSet(templates)
            }
            let path = templates ?? "photo"
            if let name = path.text, let set = try TemplateSet.named(name) { return set }
            return try TemplateSet(path: path)
        }
    }
}
