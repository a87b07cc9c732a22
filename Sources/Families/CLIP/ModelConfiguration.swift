package import ModelKit
import StrictJSON

/// What the configuration file beside the weights says about a model.
package struct ModelConfiguration: Sendable, Hashable {
    /// Whose file it is.
    package enum Source: String, Sendable, CaseIterable {
        /// `config.json` of Hugging Face's transformers.
        case huggingFace = "config.json"
        /// `open_clip_config.json` of open_clip.
        case openCLIP = "open_clip_config.json"

        /// The file's name in a model folder.
        package var fileName: String { rawValue }
    }

    /// Whose file it is.
    package let source: Source
    /// The architecture that it describes, activation included.
    package let architecture: CLIPArchitecture
    /// How images are prepared, where the same file says so, as open_clip's does.
    package let preprocessing: Preprocessing?

    init(source: Source, architecture: CLIPArchitecture, preprocessing: Preprocessing? = nil) {
        self.source = source
        self.architecture = architecture
        self.preprocessing = preprocessing
    }

    /// What the shapes of the weights told, with what only the configuration tells: heads, pooling, epsilon.
    ///
    /// - Throws: A tower of the weights that is not in the configuration, or the first value that differs,
    ///   both of them. Weights of one tower may come with a configuration of both.
    func completing(_ shaped: CLIPArchitecture) throws(SchemaError) -> CLIPArchitecture {
        var described = architecture
        for tower in Tower.allCases {
            let isDescribed = architecture.towers.contains(tower)
            let isThere = shaped.towers.contains(tower)
            guard isDescribed || !isThere else {
                throw SchemaError(
                    at: source.fileName, found: "no \(tower.rawValue) tower",
                    allowed: "the one that the weights have")
            }
            if isDescribed, !isThere, let rest = described.keeping(tower == .image ? .text : .image) {
                described = rest
            }
        }
        let completed = described.replacing(activation: shaped.activation).takingShapes(from: shaped)
        try requireEqual(described.replacing(activation: shaped.activation), completed)
        return completed
    }

    private func requireEqual(_ described: CLIPArchitecture, _ actual: CLIPArchitecture) throws(SchemaError) {
        guard described != actual else { return }
        // The name follows from the others, of which the first that differs says more.
        let members = described.json.object?.members.filter { $0.key != "name" } ?? []
        for member in members {
            guard let value = actual.json[member.key], value != member.value else { continue }
            throw SchemaError(
                at: "\(source.fileName), \(member.key)", found: FieldReader.brief(member.value),
                allowed: "\(FieldReader.brief(value)) as the weights have")
        }
    }
}

extension CLIPArchitecture {
    /// This description with everything that shapes tell replaced by what they tell.
    fileprivate func takingShapes(from shaped: CLIPArchitecture) -> CLIPArchitecture {
        var (vision, text) = (shaped.vision, shaped.text)
        switch (self.vision, shaped.vision) {
        case (.vit(let described), .vit(let vit)):
            vision = .vit(ViTArchitecture.fields.completing(vit, from: described))
        case (.resNet(let described), .resNet(let resNet)):
            vision = .resNet(ResNetArchitecture.fields.completing(resNet, from: described))
        default: break
        }
        if let described = self.text {
            text = text.map { TextArchitecture.fields.completing($0, from: described) }
        }
        return CLIPArchitecture(
            trusted: shaped.embedDimension, vision: vision, text: text, activation: activation)
    }
}
