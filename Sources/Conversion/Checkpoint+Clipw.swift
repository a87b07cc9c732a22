package import ByteIO
package import Checkpoints
package import SafeTensors
import WeightFile

extension Checkpoint {
    /// The container of a file that claims to be a `.clipw` file; nil for every other checkpoint.
    package func clipwContainer() throws(FileError) -> SafeTensorsFile? {
        guard format == .safetensors, files.count == 1 else { return nil }
        let container = try SafeTensorsFile(files[0])
        return ClipwFile.isClipw(container.header) ? container : nil
    }
}
