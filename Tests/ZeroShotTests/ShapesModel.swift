import ByteIO
import CLIPRuntime
import Conversion
import TestSupport

/// The small trained model that comes with the project.
enum ShapesModel {
    /// The model, computed from the checkpoint itself in float32.
    static func opened(threads: Int = 2) throws -> CLIP {
        var options = RuntimeOptions()
        options.threads = threads
        return try CLIP.open(modelAt: Repository.example("shapes.pt"), options: options).model
    }
}
