import ByteIO
import Conversion
import Kernels
import ModelKit
import ModelStore
import Quantization

/// How the store has models converted: as `clip-convert` does, validation included.
struct StoreConversion: ModelConverter {
    func convert(
        _ inputPath: FilePath, to outputPath: FilePath, _ request: ConversionRequest,
        progress: @escaping @Sendable (Int, Int) -> Void
    ) throws(FileError) {
        var options = ConversionOptions()
        options.precision = request.precision
        options.expectedDigest = request.expectedDigest
        options.activation = request.activation.flatMap(Activation.init(rawValue:))
        options.threads = availableThreads
        let plan = try ConversionPlan(inputPath: inputPath, options: options)
        let total = plan.workByteCount
        _ = try Conversion.run(plan, outputPath: outputPath, progress: { progress($0, total) })
    }
}
