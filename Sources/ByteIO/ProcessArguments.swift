/// The process's arguments as texts that can be parsed, and lose nothing of the bytes that the arguments are.
///
/// Swift's own list has broken UTF-8 repaired, so that two arguments may become one. Here a byte that is not part of
/// valid UTF-8 is the scalar U+10FF00 + byte, of the last private use area. Where an argument has one of those scalars
/// itself, that is written byte by byte in the same way, so that no two arguments have the same text.
public enum ProcessArguments {
    private static let base: UInt32 = 0x10FF00
    private static let foreign: ClosedRange<UInt32> = 0x10FF80...0x10FFFF

    /// All but the first, which is the command.
    public static func encoded() -> [String] {
        let count = Int(CommandLine.argc)
        // The C runtime promises `argc` pointers to strings that end with NUL, there as long as the process.
        let pointers = unsafe UnsafeBufferPointer(start: CommandLine.unsafeArgv, count: count)
        return unsafe pointers.dropFirst().map { pointer in
            guard let start = unsafe pointer else { return "" }
            return encoded(unsafe FilePath(cString: start).bytes)
        }
    }

    /// The text that stands for these bytes.
    package static func encoded(_ bytes: [UInt8]) -> String {
        var text = ""
        for piece in PossibleUTF8(bytes: bytes) {
            switch piece {
            case .scalar(let scalar) where foreign.contains(scalar.value):
                for byte in String(scalar).utf8 { append(byte, to: &text) }
            case .scalar(let scalar): text.unicodeScalars.append(scalar)
            case .stray(let byte): append(byte, to: &text)
            }
        }
        return text
    }

    private static func append(_ byte: UInt8, to text: inout String) {
        if let scalar = Unicode.Scalar(base + UInt32(byte)) { text.unicodeScalars.append(scalar) }
    }

    /// The bytes of an argument, or of a part of one, from the text that stands for them.
    public static func bytes(of text: String) -> [UInt8] {
        var bytes: [UInt8] = []
        for scalar in text.unicodeScalars {
            if foreign.contains(scalar.value) {
                bytes.append(UInt8(truncatingIfNeeded: scalar.value))
            } else {
                bytes += String(scalar).utf8
            }
        }
        return bytes
    }
}
