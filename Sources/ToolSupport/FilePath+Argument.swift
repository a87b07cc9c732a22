public import ArgumentParser
public import ByteIO

extension FilePath: ExpressibleByArgument {
    /// The path whose bytes an argument has.
    public init?(argument: String) {
        self.init(bytes: ProcessArguments.bytes(of: argument))
    }
}
