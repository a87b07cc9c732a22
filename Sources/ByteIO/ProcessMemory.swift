/// What this process takes of the machine's memory.
public enum ProcessMemory {
    /// Bytes that no other process shares: all but mapped files; nil where the system does not tell.
    public static var privateBytes: Int? {
        // A file of the kernel's, whose size is told as 0; so it is read as a stream.
        guard let text = try? StandardStream.contents(of: "/proc/self/smaps_rollup") else { return nil }
        let kibibytes = text.split(separator: "\n").compactMap { line -> Int? in
            guard line.hasPrefix("Private_") else { return nil }
            return line.split(separator: " ").dropFirst().first.flatMap { Int($0) }
        }
        return kibibytes.reduce(0, +) * 1024
    }
}
