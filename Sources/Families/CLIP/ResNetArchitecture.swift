/// OpenAI's ResNet: three convolutions at the entry, anti-aliased strides, attention pooling at the end
/// (`ModifiedResNet` in `clip/model.py` of openai/CLIP).
package struct ResNetArchitecture: Sendable, Hashable {
    /// How the last feature map becomes one vector.
    package enum Pooling: String, Sendable, CaseIterable {
        /// By attention of the mean to all cells.
        case attention
    }

    /// How many times smaller each side of the last feature map is than the image's.
    package static let stride = 32
    /// Output channels of a bottleneck for each of its inner ones.
    package static let expansion = 4
    /// Stages; each after the first halves the resolution and doubles the channels.
    package static let stageCount = 4
    /// The first stages, whose convolutions are `Role.sensitiveKernel`, as are those of the entry.
    static let sensitiveStages = 2

    /// Bottlenecks of each of the four stages.
    package var stageLayers: [Int]
    /// Channels after the entry; even, since the entry begins with half of them.
    package var width: Int
    /// Attention heads of the pooling.
    package var heads: Int
    /// Pixels along each side of the image that goes in; a multiple of 32.
    package var imageResolution: Int
    /// How the last feature map becomes one vector.
    package var pooling = Pooling.attention
    /// What is added to a variance before its root is taken, in the batch norms.
    package var normEpsilon: Double

    /// A ResNet; heads not given are of width 64, as OpenAI's.
    package init(
        stageLayers: [Int], width: Int, heads: Int? = nil, imageResolution: Int, normEpsilon: Double = 1e-5
    ) {
        self.stageLayers = stageLayers
        self.width = width
        self.heads = heads ?? width / 2
        self.imageResolution = imageResolution
        self.normEpsilon = normEpsilon
    }

    /// Cells along each side of the last feature map.
    package var gridSize: Int { imageResolution / Self.stride }
    /// Channels of the last feature map, which are the width of the attention pooling.
    package var poolingWidth: Int { width * 32 }
    /// Tokens of the attention pooling: their mean, then one for every cell.
    package var tokenCount: Int { gridSize * gridSize + 1 }
}
