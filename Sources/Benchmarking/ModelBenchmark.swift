public import ByteIO
import CLIPRuntime
import Families
public import Kernels
import Layers
public import ModelKit
public import StrictJSON
public import WeightFile

/// How fast a model is on this machine: its towers at several batch sizes and precisions, loading, memory.
///
/// From numbers in memory to embeddings in memory. Each figure is a median after a warm-up.
public struct ModelBenchmark: Sendable {
    /// What is measured.
    public struct Options: Sendable {
        /// What products are computed in.
        public var compute: [ComputePrecision] = [.fp32, .bf16, .int8]
        /// The towers that are timed, of those that the model has.
        public var towers = Tower.allCases
        /// Images or texts that go through a tower at once.
        public var batches = [1, 8, 32]
        /// Threads to work on.
        public var threads = availableThreads
        /// Tokens of a text, start and end included.
        public var tokens = 10
        /// A picture's path, whose preparing is timed; nil for none.
        public var picture: FilePath?
        /// The least time that a figure is measured for.
        public var secondsEach = 1.0

        /// The defaults.
        public init() {}
    }

    /// One figure.
    public struct Run: Sendable {
        /// Which tower.
        public let tower: Tower
        /// What it computed in.
        public let compute: ComputePrecision
        /// How many went through at once.
        public let batch: Int
        /// Tokens of each text; nil for images.
        public let tokens: Int?
        /// Images or texts in a second.
        public let perSecond: Double
        /// The share of the machine's own peak that the tower's products made up.
        public let shareOfPeak: Double
    }

    /// Threads that were used.
    public let threads: Int
    /// Seconds to read the weights of both towers and lay them out, in what suits the file.
    public let loadSeconds: Double
    /// Seconds from the open file to the first text's embedding; nil without text tower.
    public let firstTextSeconds: Double?
    /// Seconds from the open file to the first image's embedding; nil without image tower.
    public let firstImageSeconds: Double?
    /// Seconds to read, decode, resize and normalise the picture on one thread; nil without picture.
    public let prepareSeconds: Double?
    /// Bytes that only this process has, with both towers loaded and after an embedding of each.
    public let privateBytes: Int?
    /// Operations in a second of one large product, for each precision.
    public let peaks: [ComputePrecision: Double]
    /// All figures.
    public let runs: [Run]

    /// Measures a model.
    ///
    /// - Parameters:
    ///   - file: an open `.clipw` file.
    ///   - progress: called after each of the measurements, with how many there are.
    /// - Throws: what loading and running the model throws.
    public init(
        of file: ClipwFile, _ options: Options, progress: (_ of: Int) -> Void = { _ in }
    ) throws(FileError) {
        threads = options.threads
        let towers = try ModelDescription(file).architecture.towers.filter(options.towers.contains)
        let total = options.compute.count * (1 + options.batches.count * towers.count) + 1
        let work = BenchmarkWork(file, options)

        let both = try work.model(nil)
        loadSeconds = try work.seconds { () throws(FileError) in for tower in towers { try both.load(tower) }
        }
        for tower in towers { try work.embedOne(tower, with: both) }
        privateBytes = ProcessMemory.privateBytes
        prepareSeconds = try options.picture.map { (path) throws(FileError) in try work.prepareSeconds(path) }
        firstTextSeconds = try work.firstSeconds(.text, of: towers)
        firstImageSeconds = try work.firstSeconds(.image, of: towers)
        progress(total)

        var peaks: [ComputePrecision: Double] = [:]
        var runs: [Run] = []
        for compute in options.compute {
            let peak = try work.peak(compute)
            peaks[compute] = peak
            progress(total)
            let model = try work.model(compute)
            for tower in towers {
                for batch in options.batches {
                    let perSecond = try work.perSecond(tower, batch, with: model)
                    let operations = model.architecture.cost(of: tower, tokens: options.tokens).operations
                    runs.append(
                        Run(
                            tower: tower, compute: model.compute, batch: batch,
                            tokens: tower == .text ? options.tokens : nil,
                            perSecond: perSecond, shareOfPeak: perSecond * operations / peak))
                    progress(total)
                }
            }
        }
        self.peaks = peaks
        self.runs = runs
    }

    /// The document of `clip-benchmark --json`.
    public var json: JSONValue {
        func number(_ value: Double?) -> JSONValue { value.map(JSONValue.number) ?? .null }
        return [
            "threads": .integer(threads), "load_seconds": .number(loadSeconds),
            "first_text_seconds": number(firstTextSeconds), "first_image_seconds": number(firstImageSeconds),
            "prepare_seconds": number(prepareSeconds),
            "private_bytes": privateBytes.map { .integer($0) } ?? .null,
            "peaks": .array(
                ComputePrecision.allCases.compactMap { compute in
                    peaks[compute].map {
                        ["compute": .string(compute.rawValue), "operations_per_second": .number($0)]
                    }
                }),
            "runs": .array(
                runs.map { run in
                    [
                        "tower": .string(run.tower.rawValue), "compute": .string(run.compute.rawValue),
                        "batch": .integer(run.batch), "tokens": run.tokens.map { .integer($0) } ?? .null,
                        "per_second": .number(run.perSecond), "share_of_peak": .number(run.shareOfPeak),
                    ]
                }),
        ]
    }
}
