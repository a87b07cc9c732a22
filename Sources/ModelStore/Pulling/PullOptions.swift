import ByteIO
import KnownModels

/// How models are fetched.
package struct PullOptions: Sendable {
    /// A folder on a server that has the files under their publishers' names, instead of the publishers.
    package var mirror: String?
    /// Whether no connection may be made.
    package var isOffline = false
    /// The time after which a connection that brings nearly nothing is given up, and a lock no longer waited for at
    /// each sign of life.
    package var patience = Duration.seconds(30)
    /// How often in a row a transfer is tried again that brought nothing new.
    package var retries = 5
    /// The time before the first of these; each later one waits twice as long.
    package var backOff = Duration.seconds(1)

    /// The defaults.
    package init() {}

    /// Where a model's file is fetched from.
    ///
    /// - Throws: `unsupported` for a mirror that is no address of HTTP, and for a model of the user's own without one.
    func address(of model: KnownModel) throws(FileError) -> String {
        guard let mirror else {
            if let address = model.address { return address }
            throw FileError(
                .unsupported, path: FilePath(model.name),
                found: "it is a model of your own, whose address nobody states",
                allowed: "name a server that has \(model.fileName): --mirror or CLIP_STORE_MIRROR")
        }
        let scheme = mirror.prefix { $0 != ":" }.lowercased()
        guard ["http", "https"].contains(scheme), mirror.dropFirst(scheme.count).hasPrefix("://") else {
            throw FileError(
                .unsupported, path: FilePath(Self.withoutCredentials(mirror)),
                found: "it is no mirror's address",
                allowed: "https://HOST/FOLDER, or http://")
        }
        return (mirror.hasSuffix("/") ? mirror : mirror + "/") + model.fileName
    }

    /// An address without the name and password that may stand in it, to be shown.
    package static func withoutCredentials(_ address: String) -> String {
        guard let colon = address.firstIndex(of: ":"), address[colon...].hasPrefix("://") else {
            return address
        }
        let start = address.index(colon, offsetBy: 3)
        let authority = address[start...].prefix { $0 != "/" }
        guard let at = authority.lastIndex(of: "@") else { return address }
        return String(address[..<start] + address[address.index(after: at)...])
    }
}
