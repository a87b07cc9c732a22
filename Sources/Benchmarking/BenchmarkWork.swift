import ByteIO
import CLIPRuntime
import Families
import Kernels
import ModelKit
import Tensors
import WeightFile

/// What goes into a tower: normalised pixels, or token ids.
private enum BenchmarkInputs {
    case images([[Float]])
    case texts([[Int32]])

    func embed(with model: EmbeddingModel) throws(FileError) {
        switch self {
        case .images(let pixels): _ = try model.embed(pixels: pixels)
        case .texts(let tokens): _ = try model.embed(tokens: tokens)
        }
    }
}

/// The work that is timed.
struct BenchmarkWork {
    private let file: ClipwFile
    private let options: ModelBenchmark.Options

    init(_ file: ClipwFile, _ options: ModelBenchmark.Options) {
        self.file = file
        self.options = options
    }

    /// The model, nothing of it loaded; computing in what suits the file where nothing else is asked for.
    func model(_ compute: ComputePrecision?) throws(FileError) -> EmbeddingModel {
        var runtime = RuntimeOptions()
        runtime.compute = compute
        runtime.threads = options.threads
        return try EmbeddingModel(file, options: runtime)
    }

    /// Images or texts in a second: the median of several, after the first.
    func perSecond(_ tower: Tower, _ batch: Int, with model: EmbeddingModel) throws(FileError) -> Double {
        let inputs = inputs(tower, batch, of: model.architecture)
        return Double(batch) / (try median { () throws(FileError) in try inputs.embed(with: model) })
    }

    /// The median of the seconds that the work takes, after once.
    private func median(_ work: () throws(FileError) -> Void) throws(FileError) -> Double {
        try work()
        var times: [Double] = []
        while times.count < 3 || times.reduce(0, +) < options.secondsEach { times.append(try seconds(work)) }
        return times.sorted()[times.count / 2]
    }

    /// Seconds to prepare a picture on one thread: the median of several, after the first.
    func prepareSeconds(_ path: FilePath) throws(FileError) -> Double {
        let model = try CLIP(file)
        // A FIFO could be read once only.
        let picture = try InputFile(path: path)
        return try median { () throws(FileError) in
            _ = try model.pixels(ofImageIn: picture, 0..<picture.byteCount, named: path)
        }
    }

    /// Seconds from an open file to the first embedding of a tower, if the model has it.
    func firstSeconds(_ tower: Tower, of towers: [Tower]) throws(FileError) -> Double? {
        guard towers.contains(tower) else { return nil }
        return try seconds { () throws(FileError) in try embedOne(tower, with: model(nil)) }
    }

    /// Embeds one made-up input.
    func embedOne(_ tower: Tower, with model: EmbeddingModel) throws(FileError) {
        try inputs(tower, 1, of: model.architecture).embed(with: model)
    }

    /// A batch of made-up inputs.
    private func inputs(_ tower: Tower, _ batch: Int, of architecture: any Architecture) -> BenchmarkInputs {
        switch tower {
        case .image:
            let side = architecture.imageResolution ?? 0
            let image = (0..<3 * side * side).map { Float($0 % 251) / 125 - 1 }
            return .images([[Float]](repeating: image, count: batch))
        case .text:
            let vocabulary = Int32(architecture.vocabularySize ?? 2)
            let words = (0..<max(0, options.tokens - 2)).map { Int32($0 * 997) % max(vocabulary - 2, 1) }
            return .texts([[Int32]](repeating: [vocabulary - 2] + words + [vocabulary - 1], count: batch))
        }
    }

    /// Operations in a second of one large product.
    func peak(_ compute: ComputePrecision) throws(FileError) -> Double {
        let size = 2048
        let precision = compute.isSupported ? compute : .fp32
        let rate = precision.productsPerSecond(
            size: size, threads: options.threads, seconds: options.secondsEach)
        guard let rate else { throw FileError(.inputOutput, found: "there is no memory for a product") }
        return rate * 2 * Double(size) * Double(size) * Double(size)
    }

    func seconds(_ body: () throws(FileError) -> Void) throws(FileError) -> Double {
        let start = ContinuousClock.now
        try body()
        return (ContinuousClock.now - start) / .seconds(1)
    }
}
