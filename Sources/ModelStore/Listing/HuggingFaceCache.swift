package import ByteIO
import StrictJSON

/// The models in Hugging Face's own cache, which is read and never written.
///
/// Its layout: `models--OWNER--NAME/refs/main` names a revision, whose files are links in `snapshots/REVISION`
/// (huggingface_hub, "Manage huggingface_hub cache-system").
package struct HuggingFaceCache: Sendable {
    /// A CLIP model in it.
    package struct Model: Sendable {
        /// `OWNER/NAME`.
        package let name: String
        /// The folder of the revision that `main` names.
        package let path: FilePath
        /// Bytes of its weights.
        package let byteCount: Int
        /// The folder of all its revisions.
        fileprivate let home: FilePath
    }

    /// The cache's path.
    package let path: FilePath

    /// A cache; by default the one that the environment names, nil where it names none.
    package init?(path: FilePath? = nil) {
        guard let path = path ?? StoreLocation.huggingFace() else { return nil }
        self.path = path
    }

    private static let prefix = "models--"
    private static let weightNames: [FilePath] = [
        "model.safetensors", "open_clip_model.safetensors", "pytorch_model.bin",
        "open_clip_pytorch_model.bin",
        "model.safetensors.index.json",
    ]

    /// The CLIP models in it by name; none where there is no cache.
    package func models() -> [Model] {
        guard let folder = try? OpenDirectory(path: path), let names = try? folder.names() else { return [] }
        return names.compactMap { name in
            guard let name = name.text, name.hasPrefix(Self.prefix) else { return nil }
            let parts = name.dropFirst(Self.prefix.count).split(
                separator: "--", omittingEmptySubsequences: false)
            return model(parts.joined(separator: "/"), in: "\(path)/\(name)")
        }
    }

    /// The model of this name.
    ///
    /// It is believed for the place where it lies, and never hashed.
    ///
    /// - Throws: `permission` where another user could have written it, or put it there.
    package func model(named name: String) throws(FileError) -> Model? {
        guard let model = models().first(where: { $0.name == name }) else { return nil }
        if let access = Self.othersAccess(to: model) {
            throw FileError(
                .permission, path: model.path, found: access,
                allowed: "by name only what nobody else could have written; if you trust it, name its path")
        }
        return model
    }

    private static func othersAccess(to model: Model) -> String? {
        guard let folder = try? OpenDirectory(path: model.path), let names = try? folder.names() else {
            return "it cannot be looked at"
        }
        let folders = [folder, try? OpenDirectory(path: "\(model.home)/refs")].compactMap(\.self)
        if let access = folders.lazy.compactMap({ $0.othersAccess() }).first { return access }
        // Where the files are, which are links; what cannot be opened cannot be used either.
        return names.lazy.compactMap { name in
            (try? InputFile(path: model.path.appending(name)))?.othersAccess().map { "\(name): \($0)" }
        }.first
    }

    private func model(_ name: String, in path: FilePath) -> Model? {
        guard let snapshots = try? OpenDirectory(path: "\(path)/snapshots"),
            let revisions = try? snapshots.names(), !revisions.isEmpty
        else { return nil }
        let main = Self.text("\(path)/refs", "main").map { $0.filter { !$0.isWhitespace } }
        let revision = main.flatMap { revisions.contains(FilePath($0)) ? FilePath($0) : nil } ?? revisions[0]
        guard let folder = try? snapshots.directory(revision) else { return nil }
        let files = (try? folder.names()) ?? []
        guard Self.isCLIP(folder, files), files.contains(where: Self.weightNames.contains) else { return nil }
        let weights = files.filter { Self.weightNames.contains($0) || $0.hasSuffix(".safetensors") }
        let sizes = weights.map { FileIdentity(ofPath: "\(folder.path)/\($0)")?.byteCount ?? 0 }
        return Model(name: name, path: folder.path, byteCount: sizes.reduce(0, +), home: path)
    }

    /// Whether it is open_clip's, or transformers' with `"model_type": "clip"`.
    private static func isCLIP(_ folder: OpenDirectory, _ files: [FilePath]) -> Bool {
        if files.contains("open_clip_config.json") { return true }
        guard files.contains("config.json"), let text = text(folder.path, "config.json"),
            let json = try? JSONValue(parsing: text.utf8)
        else { return false }
        return json["model_type"]?.string == "clip"
    }

    private static func text(_ folder: FilePath, _ name: FilePath) -> String? {
        guard let file = try? OpenDirectory(path: folder).open(name),
            file.byteCount <= StoreLimits.configurationBytes,
            let bytes = try? file.bytes(file.byteCount, at: 0),
            let text = String(validating: bytes, as: UTF8.self), !CombiningRun.isTooLong(in: text)
        else { return nil }
        return text
    }
}
