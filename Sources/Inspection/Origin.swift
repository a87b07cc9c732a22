import KnownModels
import StrictJSON
import WeightFile

/// What tells where a file's weights come from.
///
/// Digests inside a file tell that it is whole. Where it comes from is a claim of whoever wrote it, who could write
/// digests of anything.
package enum Origin: String, Sendable {
    /// The file is a publisher's: its own SHA-256 is one that the publisher lists.
    case proven
    /// A key that the user trusts has signed the file.
    case signed
    /// The file says so of itself, and nothing else does.
    case claimed
    /// Nothing tells.
    case unknown
}

/// What a `.clipw` file says of itself about where its weights come from.
struct OriginClaim {
    /// The published model that it names.
    let name: String
    /// Why that cannot be true; nil where nothing speaks against it.
    let contradiction: String?

    /// The claim of a file; nil where it names no published model.
    init?(_ metadata: ClipwMetadata) {
        guard let claimed = metadata.source["known_as"]?.string else { return nil }
        name = String(claimed.prefix(80))
        let stated = metadata.source["sha256"]?.string ?? "none"
        let models = KnownModels.all.filter { $0.name == claimed }
        let isPossible = models.isEmpty || models.contains { $0.matches(sha256: stated) }
        contradiction =
            isPossible
            ? nil
            : "it claims to come from \(name), whose SHA-256 begins \(models[0].sha256.prefix(8)), and states "
                + "\(stated.prefix(64)) for the source"
    }
}
