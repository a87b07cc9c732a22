public import ByteIO

/// An open safetensors file: its header, and the file that the tensors' bytes are read from.
public struct SafeTensorsFile: Sendable {
    /// The file.
    public let file: InputFile
    /// What it holds.
    public let header: SafeTensorsHeader

    /// Reads and checks the header; see `SafeTensorsHeader`.
    public init(_ file: InputFile) throws(FileError) {
        self.file = file
        do {
            header = try SafeTensorsHeader(of: file)
        } catch {
            throw error.inFile(file.path)
        }
    }
}
