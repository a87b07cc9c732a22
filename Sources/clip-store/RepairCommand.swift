import ArgumentParser
import ByteIO
import HTTPTransfer
import Kernels
import ModelStore
import ToolSupport

/// `clip-store repair`.
struct RepairCommand: StoreCommand {
    static let configuration = CommandConfiguration(
        commandName: "repair",
        abstract: "Get what is damaged again: published models by pulling, conversions by converting.",
        discussion: "Everything is verified first; what is sound is not touched.")

    @Argument(help: "Models; all if there are none.")
    var names: [String] = []

    @OptionGroup var pullFlags: PullFlags
    @OptionGroup var options: StoreOptions

    func perform() throws(FileError) -> Int32 {
        let bar = ProgressBar("repairing")
        defer { bar.finish() }
        let repairs = try options.open().repair(
            names.map(ModelReference.init),
            over: HTTPTransfer.ofUser(agent: "clip-store/\(toolchainVersion)"),
            pullFlags.options(), StoreConversion(), threads: availableThreads
        ) { bar.advance(by: $0, of: $1) }
        bar.finish()
        if repairs.isEmpty { try StandardStream.output.write("everything is sound\n") }
        var code: Int32 = 0
        for repair in repairs {
            if let failure = repair.failure {
                Self.complain(failure.description)
                code = max(code, failure.exitCode)
            } else {
                try StandardStream.output.write("\(repair.file.path): repaired\n")
            }
        }
        return code
    }
}
