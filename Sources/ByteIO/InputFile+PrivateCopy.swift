extension InputFile {
    /// Copies the file to one that has no name and that only this user can write to.
    ///
    /// Whoever can write to a file can do so between any two looks at it, through a mapping even without a trace in
    /// its times. What is true of the copy stays true.
    ///
    /// - Parameters:
    ///   - directory: on the file system that takes the copy; its space is free again when the copy is closed.
    ///   - progress: called with the number of bytes of each piece.
    /// - Returns: the copy, which keeps this file's path for messages.
    /// - Throws: `changed`, `cannotCreate`, `inputOutput`.
    public func privateCopy(
        in directory: OpenDirectory, progress: (Int) -> Void = { _ in }
    ) throws(FileError) -> InputFile {
        let copy = try UnfinishedFile(
            in: directory, for: "copy", path: "\(directory.path): a copy of \(path)", permissions: 0o600)
        try copy.reserve(byteCount)
        try forEachPiece { (piece, position) throws(FileError) in
            try copy.write(piece, at: position)
            progress(piece.count)
        }
        return try copy.reading(namedAs: path)
    }
}
