package import Layers
package import ModelKit
package import StrictJSON

/// Everything that has to be known about a model, besides its weights, to compute embeddings with it.
///
/// Each family has its own type. Values lie within the limits of `ModelLimits`, so that arithmetic on them cannot
/// overflow.
package protocol Architecture: Sendable, Hashable {
    /// Numbers in an embedding, the same for images and texts.
    var embedDimension: Int { get }
    /// Pixels along each side of the image that goes in; nil without image tower.
    var imageResolution: Int? { get }
    /// The most tokens that a text may have; nil without text tower.
    var contextLength: Int? { get }
    /// Different tokens; nil without text tower.
    var vocabularySize: Int? { get }

    /// The published name of a model of these dimensions, or one made of them.
    var name: String { get }
    /// The dimensions on one line.
    var line: String { get }
    /// The description that goes into reports: the fields of both towers, and the name.
    var json: JSONValue { get }
    /// What `family` is in a `.clipw` file.
    var family: String { get }
    /// The fields of each tower as a `.clipw` file has them; null without the tower.
    func fields(of tower: Tower) -> JSONValue

    /// What the text tower makes of token ids before it computes.
    var textInput: TextInput { get }
    /// How a cosine becomes a probability.
    var similarity: SimilarityKind { get }

    /// The tensors that a model of this architecture consists of, no more and no fewer, in the order of the file.
    var expectedTensors: [ExpectedTensor] { get }
    /// The image tower, of a maker's layers; nil without.
    func imageTower<Maker: LayerMaker>(_ make: Maker) throws(Maker.Failure) -> (any ImageTower)?
    /// The text tower, of a maker's layers; nil without.
    func textTower<Maker: LayerMaker>(_ make: Maker) throws(Maker.Failure) -> (any TextTower)?

    /// The same model without the other tower, or nil if it does not have this one.
    func keeping(_ tower: Tower) -> Self?
    /// The same model for texts of so many tokens.
    func replacing(contextLength: Int) -> Self
}

extension Architecture {
    /// The towers that are there.
    package var towers: [Tower] {
        (imageResolution == nil ? [] : [.image]) + (contextLength == nil ? [] : [.text])
    }

    /// What a tower is made of; empty without it.
    func inventory(of tower: Tower) -> Inventory {
        let inventory = Inventory()
        switch tower {
        case .image: _ = imageTower(inventory)
        case .text: _ = textTower(inventory)
        }
        return inventory
    }

    /// What one image costs, or one text of so many tokens, the context length unless given.
    package func cost(of tower: Tower, tokens: Int? = nil) -> Cost {
        let architecture = tokens.map(replacing(contextLength:)) ?? self
        return architecture.inventory(of: tower).cost
    }
}
