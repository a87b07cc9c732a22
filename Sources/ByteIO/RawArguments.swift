/// The process's arguments as the bytes that they are; Swift's own list has broken UTF-8 repaired.
public enum RawArguments {
    /// The bytes of arguments that were parsed from their repaired text, in the order in which they stand.
    public static func bytes(of texts: [String]) -> [[UInt8]] {
        var rest = all()[...]
        return texts.map { text in
            let index = rest.firstIndex { String(decoding: $0, as: UTF8.self).utf8.elementsEqual(text.utf8) }
            guard let index else { return Array(text.utf8) }
            defer { rest = rest[(index + 1)...] }
            return rest[index]
        }
    }

    private static func all() -> [[UInt8]] {
        let count = Int(CommandLine.argc)
        // The C runtime promises `argc` pointers to strings that end with NUL, there as long as the process.
        let pointers = unsafe UnsafeBufferPointer(start: CommandLine.unsafeArgv, count: count)
        return unsafe pointers.map { pointer in
            guard let start = unsafe pointer else { return [] }
            var bytes: [UInt8] = []
            var index = 0
            while unsafe start[index] != 0 {
                unsafe bytes.append(UInt8(bitPattern: start[index]))
                index += 1
            }
            return bytes
        }
    }
}
