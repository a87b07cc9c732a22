public import ArgumentParser
public import ByteIO

extension FilePath: ExpressibleByArgument {
    /// The path whose bytes an argument has.
    public init?(argument: String) {
        self.init(bytes: ProcessArguments.bytes(of: argument))
    }
}

extension FilePath {
    /// Refuses `-` for an output that is no stream: it is checked and takes its name as a whole, or is written in places.
    package func requireFile(_ option: String) throws {
        guard self != "-" else {
            throw ValidationError(
                "\(option) - is no file: what goes there cannot be a stream; ./- is a file of that name")
        }
    }
}
