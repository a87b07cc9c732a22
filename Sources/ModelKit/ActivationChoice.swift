/// The activation that a conversion uses, and who says so.
public struct ActivationChoice: Sendable, Hashable {
    /// Who says which activation it is, the most trusted first.
    public enum Origin: String, Sendable, CaseIterable {
        /// The user, with `--activation`.
        case override
        /// The configuration file beside the weights.
        case config
        /// The table of known files, by the SHA-256 of the weights.
        case knownModel = "known_model"
        /// The family: all of its models were trained with it.
        case family
        /// Nobody: OpenAI's is taken.
        case assumed
    }

    /// The activation.
    public let activation: Activation
    /// Who says so.
    public let origin: Origin

    /// The activation that the most trusted of the sources names; OpenAI's where none does.
    public init(
        override: Activation? = nil, configured: Activation? = nil, known: Activation? = nil,
        ofFamily: Activation? = nil
    ) {
        (activation, origin) =
            if let override {
                (override, .override)
            } else if let configured {
                (configured, .config)
            } else if let known {
                (known, .knownModel)
            } else if let ofFamily {
                (ofFamily, .family)
            } else {
                (.quickGELU, .assumed)
            }
    }

    /// The same choice, by the table of known files where nobody else said it and the table has the same.
    public func confirmed(by known: Activation?) -> ActivationChoice {
        origin == .assumed && known == activation ? ActivationChoice(known: known) : self
    }

    /// What to tell the user, where nobody said which activation it is.
    public var warning: String? {
        guard origin == .assumed else { return nil }
        return "no configuration and no known file says which activation the weights were trained with; "
            + "assuming OpenAI's \(activation.rawValue) (most of open_clip's need --activation gelu)"
    }
}
