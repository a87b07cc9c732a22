package import Quantization

/// A model as a user names it: `ViT-B/32`, or one of its files as in `ViT-B/32:int8`.
package struct ModelReference: Sendable, Hashable {
    /// Which of a model's files.
    package enum Variant: Sendable, Hashable {
        /// The checkpoint itself: `:source`.
        case source
        /// What was converted to this precision.
        case converted(Precision)
    }

    /// The model.
    package let name: String
    /// Which of its files; nil for the best.
    package let variant: Variant?

    /// Takes a text apart.
    ///
    /// A colon that no variant follows is part of the name.
    package init(_ text: String) {
        if let colon = text.utf8.lastIndex(of: UInt8(ascii: ":")),
            let variant = Variant(String(text[text.utf8.index(after: colon)...]))
        {
            name = String(text[..<colon])
            self.variant = variant
        } else {
            name = text
            variant = nil
        }
    }

    /// As a user would write it.
    package var text: String { name + (variant.map { ":\($0.text)" } ?? "") }
}

extension ModelReference.Variant {
    /// From the word behind the colon.
    init?(_ word: String) {
        // Comparing takes long where the word is long and has combining characters.
        guard word.utf8.count <= 16 else { return nil }
        if word == "source" {
            self = .source
        } else if let precision = Precision(rawValue: word) {
            self = .converted(precision)
        } else {
            return nil
        }
    }

    var text: String {
        switch self {
        case .source: "source"
        case .converted(let precision): precision.rawValue
        }
    }
}

extension ModelReference {
    private init(name: String, variant: Variant?) {
        self.name = name
        self.variant = variant
    }

    /// The same with a variant, where it names none.
    package func preferring(_ variant: Variant?) -> ModelReference {
        ModelReference(name: name, variant: self.variant ?? variant)
    }
}
