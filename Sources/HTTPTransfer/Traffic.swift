import CLinux

/// What the connections of a request bring, as the system counts it, beside what the answer has of it.
///
/// The difference is framing: of TLS, of HTTP/2, of chunks. A server can make it as large as it likes, for instance
/// with extensions of chunks, which libcurl passes over.
struct Traffic {
    /// One byte of framing is borne for so many of the answer, beside what every answer may have.
    private static let share = 8

    /// Bytes of header lines and of the body so far.
    var useful = 0
    private var sockets: Set<Int32> = []

    mutating func add(_ socket: Int32) { sockets.insert(socket) }
    mutating func remove(_ socket: Int32) { sockets.remove(socket) }

    /// What is wrong, once there was more framing than a server needs.
    private(set) var excess: String?

    /// Looks at the connections as they are now.
    ///
    /// - Returns: whether the transfer may go on.
    mutating func check() -> Bool {
        let taken = sockets.reduce(0) { $0 + Int(clip_linux_taken_byte_count($1)) }
        guard taken - useful > TransferLimits.framingBytes + useful / Self.share else { return true }
        excess = "\(taken) bytes came for an answer of \(useful)"
        return false
    }
}
