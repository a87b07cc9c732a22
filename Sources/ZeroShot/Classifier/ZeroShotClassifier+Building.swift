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
    ///   template, before anything is embedded; `malformed` for more than 10 million prompts, or 1 GiB of them; what
    ///   embedding throws.
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
        guard let similarity = try model.model.similarity() else {
            throw FileError(
                .unsupported, found: "the model has one tower only",
                allowed: "pictures and labels need both; use a classifier that was saved with the whole model"
            )
        }
        let all = labels.labels + (groups?.labels ?? [])
        var budget = WorkBudget.forPrompts
        try Self.charge(all, templates, &budget)
        let promptCount = budget.spent(.nodes)
        // All are tokenised before any is embedded, and some at a time are kept.
        let runs = Self.runs(of: all.count, templates.templates.count)
        try forEachInParallel(count: runs.count > 1 ? all.count : 0, threads: threads) {
            (index) throws(FileError) in
            _ = try Self.tokens(all[index], templates, model)
        }
        var rows: [Float] = []
        for run in runs {
            let prompts = try mapInParallel(count: run.count, threads: threads) { (index) throws(FileError) in
                try Self.tokens(all[run.lowerBound + index], templates, model)
            }.flatMap(\.self)
            let embeddings = try model.model.embed(tokensSharingPrefixes: prompts) {
                progress($0, promptCount)
            }
            Self.appendMeans(of: embeddings, each: templates.templates.count, to: &rows)
        }
        weights = Matrix(rows: all.count, columns: rows.count / all.count, rows)
        self.labels = labels
        self.groups = groups
        self.groupOfLabel = groupOfLabel
        self.templates = templates
        self.similarity = similarity
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

    private static func appendMeans(of embeddings: [[Float]], each count: Int, to rows: inout [Float]) {
        for start in stride(from: 0, to: embeddings.count, by: count) {
            var sum = [Float](repeating: 0, count: embeddings[start].count)
            for embedding in embeddings[start..<start + count] {
                for (column, number) in CLIP.normalized(embedding).enumerated() { sum[column] += number }
            }
            rows += CLIP.normalized(sum)
        }
    }

    /// Prompts whose embeddings are kept at once: those of ImageNet's names in 80 templates, which so share all they can.
    private static let promptsAtOnce = 1 << 17

    /// Labels whose prompts are embedded together.
    static func runs(of labels: Int, _ templates: Int) -> [Range<Int>] {
        let most = max(1, promptsAtOnce / max(1, templates))
        return stride(from: 0, to: labels, by: most).map { $0..<min(labels, $0 + most) }
    }

    /// Charges the prompts, which are as many as labels times templates, before any is made.
    static func charge(
        _ labels: [Label], _ templates: TemplateSet, _ budget: inout WorkBudget
    ) throws(FileError) {
        let places = templates.templates.reduce(0) { $0 + $1.placeCount }
        let fixed = templates.templates.reduce(0) { $0 + $1.fixedByteCount }
        for label in labels {
            try budget.charge(templates.templates.count, .nodes, for: "a prompt for each label and template")
            // Neither overflows: lists and their texts are bounded.
            try budget.charge(
                fixed + places * label.name.utf8.count, .bytes, for: "a prompt for each label and template")
        }
    }
}

extension WorkBudget {
    /// What the prompts of a classifier may cost, which is no multiple of the lists they are made of.
    static var forPrompts: WorkBudget {
        WorkBudget(
            inputBytes: 0, bytes: .init(base: ListLimits.promptByteCount, perByte: 0),
            nodes: .init(base: ListLimits.promptCount, perByte: 0), steps: .init(base: 0, perByte: 0))
    }
}
