public import ByteIO
public import CLIPRuntime
public import Kernels
import Tensors

extension ZeroShotClassifier {
    /// A classifier of labels that are in no groups.
    ///
    /// The embeddings of a label's prompts are normalised, averaged, and normalised again (open_clip,
    /// `zero_shot_classifier.py`). Prompts that begin alike share the work for their beginning.
    ///
    /// - Parameter progress: called with the number of prompts done in addition and of all; from several threads.
    /// - Throws: `unsupported` for a model without both towers, and for a prompt of too many tokens, naming its label and
    ///   template, before anything is embedded; what embedding throws.
    public init(
        _ labels: LabelSet, _ templates: TemplateSet, model: CLIP, threads: Int = availableThreads,
        progress: @Sendable (Int, _ of: Int) -> Void = { _, _ in }
    ) throws(FileError) {
        try self.init(
            labels, groups: nil, groupOfLabel: [], templates, model: model, threads: threads,
            progress: progress)
    }

    /// A classifier of labels in groups; throws as `init(_:_:model:threads:progress:)`.
    public init(
        _ tree: LabelTree, _ templates: TemplateSet, model: CLIP, threads: Int = availableThreads,
        progress: @Sendable (Int, _ of: Int) -> Void = { _, _ in }
    ) throws(FileError) {
        try self.init(
            tree.members, groups: tree.groups, groupOfLabel: tree.groupOfMember, templates, model: model,
            threads: threads, progress: progress)
    }

    private init(
        _ labels: LabelSet, groups: LabelSet?, groupOfLabel: [Int], _ templates: TemplateSet, model: CLIP,
        threads: Int, progress: @Sendable (Int, _ of: Int) -> Void
    ) throws(FileError) {
        guard let logitScale = try model.model.logitScale() else {
            throw FileError(
                .unsupported, found: "the model has one tower only",
                allowed: "pictures and labels need both; use a classifier that was saved with the whole model"
            )
        }
        let all = labels.labels + (groups?.labels ?? [])
        // The prompts of one label after those of the one before.
        let prompts = try mapInParallel(count: all.count, threads: threads) { index throws(FileError) in
            try Self.tokens(all[index], templates, model)
        }.flatMap(\.self)
        let embeddings = try model.model.embed(tokensSharingPrefixes: prompts) { progress($0, prompts.count) }
        weights = Self.means(of: embeddings, each: templates.templates.count)
        self.labels = labels
        self.groups = groups
        self.groupOfLabel = groupOfLabel
        self.templates = templates
        self.logitScale = logitScale
        source = model.source
    }

    private static func tokens(
        _ label: Label, _ templates: TemplateSet, _ model: CLIP
    ) throws(FileError) -> [[Int32]] {
        var tokens: [[Int32]] = []
        for template in templates.templates {
            do throws(FileError) {
                tokens.append(try model.tokens(of: template.prompt(label.name), truncate: false))
            } catch {
                var error = error.within("label '\(label.name)', template '\(template.text)'")
                // Nothing here cuts texts: a label that is cut would be another label.
                if error.allowed != nil { error.allowed = "a shorter label or template" }
                throw error
            }
        }
        return tokens
    }

    private static func means(of embeddings: [[Float]], each count: Int) -> Matrix {
        let rows = stride(from: 0, to: embeddings.count, by: count).map { start in
            var sum = [Float](repeating: 0, count: embeddings[start].count)
            for embedding in embeddings[start..<start + count] {
                for (column, number) in CLIP.normalized(embedding).enumerated() { sum[column] += number }
            }
            return CLIP.normalized(sum)
        }
        return Matrix(rows: rows.count, columns: rows.first?.count ?? 0, rows.flatMap(\.self))
    }
}
