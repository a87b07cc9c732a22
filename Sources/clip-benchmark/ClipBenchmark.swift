import ArgumentParser
import Benchmarking
import ByteIO
import Kernels
import ModelKit
import SafeTensors
import StrictJSON
import ToolSupport
import WeightFile

/// `clip-benchmark`: how fast a model is on this machine.
@main
struct ClipBenchmark: Tool {
    static let configuration = CommandConfiguration(
        commandName: "clip-benchmark",
        abstract: "Measure how fast a CLIP model is on this machine.",
        discussion: """
            Times both towers from numbers in memory to embeddings in memory, at several batch sizes and in each \
            precision: medians after a warm-up. "of peak" is the share of what one large product reaches here. Run \
            it while nothing else works.

            EXAMPLES
              clip-benchmark vitb32.clipw
              clip-benchmark vitb32.clipw --compute int8 --batch 1,32 --threads 1 --json

            EXIT CODES
              0 done, 64 usage, 65 malformed model, 66 missing, 74 I/O error, 77 no permission
            """,
        version: toolchainVersion)

    @Argument(help: "A .clipw file, or the name of a model in the store.", completion: .file())
    var model: ModelArgument

    @Option(help: "What to compute in, separated by commas.")
    var compute = "fp32,bf16,int8"

    @Option(help: "Which towers, separated by commas: image, text.")
    var tower = "image,text"

    @Option(help: "How many go through a tower at once, separated by commas.")
    var batch = "1,8,32"

    @Option(help: "Tokens of a text, start and end included.")
    var tokens = 10

    @Option(
        help: ArgumentHelp("A picture, whose preparing on one thread is timed too.", valueName: "path"),
        completion: .file())
    var image: FilePath?

    @Option(help: "Threads; by default one for each processor.")
    var threads: Int?

    @Option(help: "The least time that each figure is measured for.")
    var seconds = 1.0

    @Flag(help: "Print one JSON document instead of text.")
    var json = false

    private var computes: [ComputePrecision] {
        compute.split(separator: ",").compactMap { ComputePrecision(rawValue: String($0)) }
    }
    private var towers: [Tower] { tower.split(separator: ",").compactMap { Tower(rawValue: String($0)) } }
    private var batches: [Int] { batch.split(separator: ",").compactMap { Int($0) } }

    func validate() throws {
        guard !computes.isEmpty, computes.count == compute.split(separator: ",").count else {
            throw ValidationError("--compute is a list of fp32, bf16 and int8")
        }
        guard !towers.isEmpty, towers.count == tower.split(separator: ",").count else {
            throw ValidationError("--tower is a list of image and text")
        }
        guard !batches.isEmpty, batches.count == batch.split(separator: ",").count,
            batches.allSatisfy({ (1...4096).contains($0) })
        else { throw ValidationError("--batch is a list of numbers from 1 to 4096") }
        guard (3...77).contains(tokens) else { throw ValidationError("--tokens is a number from 3 to 77") }
        guard threads.map({ (1...1024).contains($0) }) ?? true else {
            throw ValidationError("--threads is a number from 1 to 1024")
        }
        guard (0...60).contains(seconds) else { throw ValidationError("--seconds is a number from 0 to 60") }
    }

    var access: FileAccess? { FileAccess().reading(model).reading([image]) }

    func perform() throws(FileError) -> Int32 {
        var options = ModelBenchmark.Options()
        options.compute = computes
        options.towers = towers
        options.batches = batches
        options.tokens = tokens
        options.threads = threads ?? availableThreads
        options.picture = image
        options.secondsEach = seconds
        let bar = ProgressBar("measuring", unit: .items)
        defer { bar.finish() }
        let benchmark = try ModelBenchmark(of: ClipwFile(SafeTensorsFile(model.file())), options) {
            bar.advance(by: 1, of: $0)
        }
        bar.finish()
        try StandardStream.output.write(json ? benchmark.json.prettyText : Self.text(benchmark))
        return 0
    }

    private static func text(_ benchmark: ModelBenchmark) -> String {
        var table = Table(.left, .left, .right, .right, .right)
        table.add("tower", "compute", "batch", "per second", "of peak")
        for run in benchmark.runs {
            table.add(
                run.tower.rawValue, run.compute.rawValue, "\(run.batch)",
                Units.decimal(run.perSecond, digits: 1),
                "\(Units.decimal(run.shareOfPeak * 100, digits: 0)) %")
        }
        let firsts = [("text", benchmark.firstTextSeconds), ("image", benchmark.firstImageSeconds)]
            .compactMap { name, seconds in seconds.map { ", first \(name) after \(Units.duration($0))" } }
        let picture = benchmark.prepareSeconds.map { ", a picture prepared in \(Units.duration($0))" } ?? ""
        let memory = benchmark.privateBytes.map { ", \(Units.bytes($0)) of memory" } ?? ""
        return table.text + "\(benchmark.threads) threads; loaded in \(Units.duration(benchmark.loadSeconds))"
            + firsts.joined() + picture + memory + "\n"
    }
}
