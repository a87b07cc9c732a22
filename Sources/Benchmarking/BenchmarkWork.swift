import ByteIO
import CLIPRuntime
import CLIPSchema
import Kernels
import Tensors
import WeightFile

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
        try embed(tower, batch, with: model)
        var times: [Double] = []
        while times.count < 3 || times.reduce(0, +) < options.secondsEach {
            times.append(try seconds { () throws(FileError) in try embed(tower, batch, with: model) })
        }
        return Double(batch) / times.sorted()[times.count / 2]
    }

    /// Seconds from an open file to the first embedding of a tower, if the model has it.
    func firstSeconds(_ tower: Tower, of towers: [Tower]) throws(FileError) -> Double? {
        guard towers.contains(tower) else { return nil }
        return try seconds { () throws(FileError) in try embed(tower, 1, with: model(nil)) }
    }

    /// Embeds a batch of made-up inputs.
    func embed(_ tower: Tower, _ batch: Int, with model: EmbeddingModel) throws(FileError) {
        switch tower {
        case .image:
            let side = model.architecture.vision?.imageResolution ?? 0
            let image = (0..<3 * side * side).map { Float($0 % 251) / 125 - 1 }
            _ = try model.embed(pixels: [[Float]](repeating: image, count: batch))
        case .text:
            let vocabulary = Int32(model.architecture.text?.vocabularySize ?? 2)
            let words = (0..<max(0, options.tokens - 2)).map { Int32($0 * 997) % max(vocabulary - 2, 1) }
            let text = [vocabulary - 2] + words + [vocabulary - 1]
            _ = try model.embed(tokens: [[Int32]](repeating: text, count: batch))
        }
    }

    /// Operations in a second of one large product.
    func peak(_ compute: ComputePrecision) throws(FileError) -> Double {
        let size = 2048
        let precision = compute.isSupported ? compute : .fp32
        do throws(OneDNNFailure) {
            let rate = try OneDNN(threads: options.threads).productsPerSecond(
                size: size, precision, seconds: options.secondsEach)
            return rate * 2 * Double(size) * Double(size) * Double(size)
        } catch {
            throw FileError(.inputOutput, found: error.description)
        }
    }

    func seconds(_ body: () throws(FileError) -> Void) throws(FileError) -> Double {
        let start = ContinuousClock.now
        try body()
        return (ContinuousClock.now - start) / .seconds(1)
    }
}

extension Architecture {
    /// Multiplications and additions of a tower's products for one image, or for one text of `tokens` tokens.
    func operations(of tower: Tower, tokens: Int) -> Double {
        switch tower {
        case .text:
            guard let text else { return 0 }
            return Self.transformer(
                tokens: tokens, width: text.width, mlpWidth: text.mlpWidth, layers: text.layers)
        case .image:
            switch vision {
            case .vit(let vit):
                let patches =
                    2.0 * Double(vit.tokenCount - 1) * Double(3 * vit.patchSize * vit.patchSize * vit.width)
                return patches
                    + Self.transformer(
                        tokens: vit.tokenCount, width: vit.width, mlpWidth: vit.mlpWidth, layers: vit.layers)
            case .resNet(let resNet): return Self.convolutions(resNet)
            case nil: return 0
            }
        }
    }

    private static func transformer(tokens: Int, width: Int, mlpWidth: Int, layers: Int) -> Double {
        let products = 4 * width * width + 2 * width * mlpWidth
        let attention = 2 * tokens * width
        return 2 * Double(tokens) * Double(products + attention) * Double(layers)
    }

    private static func convolutions(_ resNet: ResNetArchitecture) -> Double {
        var side = resNet.imageResolution / 2
        let width = resNet.width
        var sum = Double(side * side) * Double(9 * (3 * width / 2 + width * width / 4 + width * width / 2))
        side /= 2
        var inputs = width
        for (stage, count) in resNet.stageLayers.enumerated() {
            let (inner, outputs) = (width << stage, (width << stage) * ResNetArchitecture.expansion)
            for block in 0..<count {
                let before = side
                if block == 0, stage > 0 { side /= 2 }
                sum += Double(before * before) * Double(inputs * inner + 9 * inner * inner)
                sum += Double(side * side) * Double(inner * outputs + (block == 0 ? inputs * outputs : 0))
                inputs = outputs
            }
        }
        let pool = Double(resNet.tokenCount) * 3 * Double(resNet.poolingWidth * resNet.poolingWidth)
        return 2 * (sum + pool)
    }
}
