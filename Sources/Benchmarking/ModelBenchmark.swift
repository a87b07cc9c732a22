package import ByteIO
import CLIPRuntime
import Families
package import Kernels
import Layers
package import ModelKit
package import StrictJSON
package import WeightFile

/// How fast a model is on this machine: its towers at several batch sizes and precisions, loading, memory.
///
/// From numbers in memory to embeddings in memory. Each figure is a median after a warm-up.
package struct ModelBenchmark: Sendable {
    /// What is measured.
    package struct Options: Sendable {
        /// What products are computed in.
        package var compute: [ComputePrecision] = [.fp32, .bf16, .int8]
        /// The towers that are timed, of those that the model has.
        package var towers = Tower.allCases
        /// Images or texts that go through a tower at once.
        package var batches = [1, 8, 32]
        /// Threads to work on.
        package var threads = availableThreads
        /// Tokens of a text, start and end included.
        package var tokens = 10
        /// A picture's path, whose preparing is timed; nil for none.
        package var picture: FilePath?
        /// The least time that a figure is measured for.
        package var secondsEach = 1.0

        /// The defaults.
        package init() {}
    }

    /// One figure.
    package struct Run: Sendable {
        /// Which tower.
        package let tower: Tower
        /// What it computed in.
        package let compute: ComputePrecision
        /// How many went through at once.
        package let batch: Int
        /// Tokens of each text; nil for images.
        package let tokens: Int?
        /// Images or texts in a second.
        package let perSecond: Double
        /// The share of the machine's own peak that the tower's products made up.
        package let shareOfPeak: Double
    }

    /// Threads that were used.
    package let threads: Int
    /// Seconds to read the weights of both towers and lay them out, in what suits the file.
    package let loadSeconds: Double
    /// Seconds from the open file to the first text's embedding; nil without text tower.
    package let firstTextSeconds: Double?
    /// Seconds from the open file to the first image's embedding; nil without image tower.
    package let firstImageSeconds: Double?
    /// Seconds to read, decode, resize and normalise the picture on one thread; nil without picture.
    package let prepareSeconds: Double?
    /// Bytes that only this process has, with both towers loaded and after an embedding of each.
    package let privateBytes: Int?
    /// Operations in a second of one large product, for each precision.
    package let peaks: [ComputePrecision: Double]
    /// All figures.
    package let runs: [Run]

    /// Measures a model.
    ///
    /// - Parameters:
    ///   - file: an open `.clipw` file.
    ///   - progress: called after each of the measurements, with how many there are.
    /// - Throws: what loading and running the model throws.
    package init(
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
    package var json: JSONValue {
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
