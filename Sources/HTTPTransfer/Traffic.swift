import CLinux

/// What the connections of a request bring, as the system counts it, beside what the answer has of it.
///
/// The difference is framing: of TLS, of HTTP/2, of chunks. A server can make it as large as it likes, for instance
/// with extensions of chunks, which libcurl passes over.
struct Traffic: CustomStringConvertible {
    /// Framing that is borne whatever the answer has: handshakes, and what libcurl has read and not handed over yet.
    private static let allowance = 1 << 21
    /// And one byte for so many of the answer.
    private static let share = 8

    /// Bytes of header lines and of the body so far.
    var useful = 0
    private var sockets: Set<Int32> = []

    mutating func add(_ socket: Int32) { sockets.insert(socket) }
    mutating func remove(_ socket: Int32) { sockets.remove(socket) }

    private var taken: Int {
        sockets.reduce(0) { $0 + Int(clinux_taken_byte_count($1)) }
    }

    /// Whether there is more framing than a server needs.
    var isExcessive: Bool { taken - useful > Self.allowance + useful / Self.share }

    var description: String { "\(taken) bytes came for an answer of \(useful)" }
}
