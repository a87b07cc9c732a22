/// A tensor's name with the number of its block taken out: `visual.transformer.resblocks.11.ln_1.weight` is
/// block 11 of `visual.transformer.resblocks.*.ln_1.weight`.
package struct NamePattern: Hashable {
    /// The name with `*` in place of the number; the name itself where there is none.
    package let pattern: String
    /// What stands before the number, without the dot.
    package let stem: String?
    /// The number.
    package let block: Int?

    /// The components after which a number follows: OpenAI's and open_clip's transformers, timm's, Hugging Face's,
    /// and the stages of a ResNet.
    private static let containers: Set<Substring> = [
        "resblocks", "blocks", "layers", "layer1", "layer2", "layer3", "layer4",
    ]
    /// Enough for any model that is read, and no overflow.
    private static let maximumDigits = 6

    /// - Throws: A block number that is not written as Python writes one: `00`, `+1`, `1_000` would be read
    ///   as numbers by some programs, and not by others.
    package init(_ name: String) throws(SchemaError) {
        var components = name.split(separator: ".", omittingEmptySubsequences: false)
        guard let container = components.firstIndex(where: Self.containers.contains),
            container + 1 < components.count
        else {
            (pattern, stem, block) = (name, nil, nil)
            return
        }
        let digits = components[container + 1]
        guard digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), digits == "0" || !digits.hasPrefix("0"),
            digits.utf8.count <= Self.maximumDigits, let number = Int(digits)
        else {
            throw SchemaError(
                at: name, found: "'\(digits.prefix(40))' in place of a block's number",
                allowed: "a decimal number without sign, separators and zeros in front")
        }
        components[container + 1] = "*"
        pattern = components.joined(separator: ".")
        stem = components[...container].joined(separator: ".")
        block = number
    }

    /// A pattern with this block's number in place of `*`.
    package func filling(_ pattern: String) -> String {
        guard let block else { return pattern }
        return pattern.split(separator: "*", maxSplits: 1, omittingEmptySubsequences: false)
            .joined(separator: String(block))
    }
}
