public import ArgumentParser
public import CLIPRuntime
import Kernels
public import ModelKit
package import Quantization

/// The options of every command that computes embeddings.
package struct RuntimeFlags: ParsableArguments {
    /// Which of the two engines computes.
    @Option(help: "auto or reference (OpenBLAS and plain code, slow).")
    package var engine = RuntimeOptions.EngineKind.auto

    /// What products are computed in.
    @Option(help: "auto (what suits the stored weights), fp32, bf16 or int8.")
    package var compute = ComputeFlag.auto

    /// Inputs that go through a tower at once.
    @Option(help: "Inputs that are prepared and embedded at once.")
    package var batch = 32

    /// Threads to work on.
    @Option(help: "Threads; by default one for each processor.")
    package var threads: Int?

    /// What the user says the activation of a checkpoint is.
    @Option(help: "The activation of a checkpoint, where nothing tells it: quick_gelu, gelu or gelu_tanh.")
    package var activation: Activation?

    /// No options.
    package init() {}

    /// Refuses numbers that are out of range.
    package func validate() throws {
        guard (1...4096).contains(batch) else { throw ValidationError("--batch is a number from 1 to 4096") }
        guard threads.map({ (1...1024).contains($0) }) ?? true else {
            throw ValidationError("--threads is a number from 1 to 1024")
        }
    }

    /// As the runtime takes them.
    package var options: RuntimeOptions {
        var options = RuntimeOptions()
        options.engine = engine
        options.compute = ComputePrecision(rawValue: compute.rawValue)
        options.threads = threads ?? availableThreads
        return options
    }
}

/// `--compute`.
package enum ComputeFlag: String, ExpressibleByArgument, CaseIterable {
    case auto
    case fp32
    case bf16
    case int8
}

extension RuntimeOptions.EngineKind: ExpressibleByArgument {}
extension Activation: ExpressibleByArgument {}
extension Precision: ExpressibleByArgument {}
