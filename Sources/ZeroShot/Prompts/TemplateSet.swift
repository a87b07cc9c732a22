public import ByteIO

/// Templates whose prompts are averaged: an ensemble (Radford et al., 2021, section 3.1.4).
public struct TemplateSet: Sendable, Equatable {
    /// The templates, in their order; at least one.
    public let templates: [PromptTemplate]

    /// A set of templates.
    ///
    /// - Throws: `malformed` where there are none; `unsupported` for more than 10,000.
    public init(_ templates: [PromptTemplate]) throws(FileError) {
        guard !templates.isEmpty else {
            throw FileError(.malformed, found: "there is no template", allowed: "at least one")
        }
        try Self.requireAllowed(count: templates.count)
        self.templates = templates
    }

    private static func requireAllowed(count: Int) throws(FileError) {
        guard count <= ListLimits.templateCount else {
            throw FileError(
                .unsupported, found: "there are more templates than \(ListLimits.templateCount)",
                allowed: "at most \(ListLimits.templateCount)")
        }
    }

    /// The templates of a file, one a line.
    ///
    /// - Throws: what opening the file throws; `malformed` where it is no text or a line has no `{}`.
    public init(path: FilePath) throws(FileError) {
        try self.init(parsing: TextLines.contents(of: path), path: path)
    }

    /// The templates of a file's bytes; throws as `init(path:)`.
    package init(parsing bytes: [UInt8], path: FilePath) throws(FileError) {
        var budget = WorkBudget.forList(ofBytes: bytes.count)
        try self.init(parsing: bytes, path: path, &budget)
    }

    init(parsing bytes: [UInt8], path: FilePath, _ budget: inout WorkBudget) throws(FileError) {
        do throws(FileError) {
            var lines = TextLines(bytes)
            var templates: [PromptTemplate] = []
            while let line = try lines.next(&budget) {
                try Self.requireAllowed(count: templates.count + 1)
                try budget.charge(1, .nodes, for: "a list of templates")
                do throws(FileError) {
                    let template = try PromptTemplate(line.text)
                    try budget.charge(template.memory, .bytes, for: "a list of templates")
                    templates.append(template)
                } catch {
                    throw error.within("line \(line.number)")
                }
            }
            try self.init(templates)
        } catch {
            throw error.inFile(path)
        }
    }
}

// Sets that come with the project.
extension TemplateSet {
    /// The names of the sets that come with the project.
    public static let names = ["none", "photo", "openai-7", "openai-80"]

    /// The set of this name; nil where there is none.
    ///
    /// `none`: the name alone. `photo`: `a photo of a {}.` `openai-80` and `openai-7`: those of the paper for ImageNet,
    /// and the seven that OpenAI's notebook finds to be enough
    /// (github.com/openai/CLIP, notebooks/Prompt_Engineering_for_ImageNet.ipynb).
    ///
    /// - Throws: never, as the tests see to; the tables are read as any file of templates.
    public static func named(_ name: String) throws(FileError) -> TemplateSet? {
        switch name {
        case "none": try TemplateSet([PromptTemplate(PromptTemplate.placeholder)])
        case "photo": try TemplateSet([PromptTemplate("a photo of a {}.")])
        case "openai-7":
            try TemplateSet(parsing: PackageResources.templates_openai_7_txt, path: FilePath(name))
        case "openai-80":
            try TemplateSet(parsing: PackageResources.templates_openai_80_txt, path: FilePath(name))
        default: nil
        }
    }
}
