public import ByteIO

/// An open safetensors file: its header, and the file that the tensors' bytes are read from.
public struct SafeTensorsFile: Sendable {
    /// The file.
    public let file: InputFile
    /// What it holds.
    public let header: SafeTensorsHeader

    /// What may still be spent on what the header says.
    package let work: WorkBudget

    /// Reads and checks the header; see `SafeTensorsHeader`.
    public init(_ file: InputFile) throws(FileError) {
        var work = WorkBudget.safetensors
        try self.init(file, work: &work)
    }

    /// Reads and checks the header of a file that is part of an input, and charges the input's budget.
    package init(_ file: InputFile, work: inout WorkBudget) throws(FileError) {
        self.file = file
        do {
            header = try SafeTensorsHeader(of: file, work: &work)
        } catch {
            throw error.inFile(file.path)
        }
        self.work = work
    }
}
