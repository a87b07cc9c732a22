import TestSupport

/// An input that can be made of any size, to be read at growing sizes: what a command counts while it reads may at
/// most double where the size does.
package struct ScalableCase: Sendable, CustomStringConvertible {
    /// A command and its arguments, of which `INPUT` stands for the path of the file or folder, and a last one of `<INPUT`
    /// for the file on standard input.
    package typealias CommandLine = [String]

    /// What is many or long in it.
    package let name: String
    /// The first size, large enough that what grows outweighs what every run costs; then two and four times as much.
    package let size: Int
    /// What is run on it.
    package let commands: [CommandLine]
    /// How the commands may end.
    package let exitCodes: Set<Int32>
    /// Whether it is a folder with these files, and not one file.
    package let isFolder: Bool
    private let make: @Sendable (Int) -> HostileCase.Files

    /// A case of one file.
    package init(
        _ name: String, size: Int, commands: [CommandLine] = checkpointCommands,
        exitCodes: Set<Int32> = [0, 1, 65, 66], bytes: @escaping @Sendable (Int) -> [UInt8]
    ) {
        (self.name, self.size, self.commands, self.exitCodes) = (name, size, commands, exitCodes)
        isFolder = false
        make = { [("file", bytes($0))] }
    }

    /// A case of a folder.
    package init(
        _ name: String, size: Int, commands: [CommandLine] = checkpointCommands,
        folder: @escaping @Sendable (Int) -> HostileCase.Files
    ) {
        (self.name, self.size, self.commands, exitCodes) = (name, size, commands, [0, 1, 65, 66])
        isFolder = true
        make = folder
    }

    /// The files at a size.
    package func files(_ size: Int) -> HostileCase.Files { make(size) }

    package var description: String { name }

    /// The commands that read a checkpoint or a `.clipw` file.
    package static let checkpointCommands: [CommandLine] = [
        ["clip-inspect", "INPUT", "--tensors"], ["clip-verify", "INPUT"],
        ["clip-convert", "INPUT", "-o", "output.clipw", "--force"],
    ]
}

/// Every input that can be made of any size.
package enum ScalableCases {
    /// Checkpoints and `.clipw` files.
    package static var checkpoints: [ScalableCase] { pickles + archives + safetensors }

    /// What the fuzzer's targets read.
    ///
    /// A list of other inputs is added here.
    package static var parsers: [ScalableCase] {
        json + lists + tars + texts + sentencePieces + tokenizerFiles + names + answers + images
            + streams
    }

    /// All of them.
    package static var all: [ScalableCase] { checkpoints + parsers }

    /// An input of a target of the fuzzer's, which reads or refuses it.
    static func parser(
        _ target: String, _ name: String, size: Int, isRefused: Bool = false,
        _ bytes: @escaping @Sendable (Int) -> [UInt8]
    ) -> ScalableCase {
        ScalableCase(
            "\(target): \(name)", size: size, commands: [["parser-probe", target, "INPUT"]],
            exitCodes: [isRefused ? 65 : 0], bytes: bytes)
    }
}
