import ArgumentParser
package import ByteIO

/// A text on a command line: a label, a caption, a model's name.
package struct TextArgument: ExpressibleByArgument, Sendable {
    /// Its bytes, whatever they are.
    package let bytes: [UInt8]

    /// Takes any argument; whether it is UTF-8 is found out when it is needed.
    package init(argument: String) {
        bytes = ProcessArguments.bytes(of: argument)
    }

    /// The text.
    ///
    /// - Parameter place: what an error calls it, such as the option's name.
    /// - Throws: `malformed` where the bytes are not UTF-8: a text that was repaired would be another.
    package func text(_ place: String) throws(FileError) -> String {
        try FileError.requireText(bytes, "it", at: place)
    }
}
