import ByteIO
import SafeTensors
import WeightFile

/// What a file is, by its content.
enum FileKind {
    /// Whether it claims to be a `.clipw` file.
    static func isClipw(_ file: InputFile) throws(FileError) -> Bool {
        do throws(FileError) {
            return ClipwFile.isClipw(try SafeTensorsFile(file).header)
        } catch {
            // Not even a safetensors file; what it is then is found out elsewhere.
            guard error.code == .malformed || error.code == .unsupported else { throw error }
            return false
        }
    }
}
