import Foundation
import Synchronization

/// A server of HTTP on loopback that does what a test says, byte for byte, right or wrong.
final class ScriptedServer: Sendable {
    /// What came.
    struct Request: Sendable {
        /// The first line and the header lines.
        let lines: [String]

        var path: String { lines.first.map { String($0.split(separator: " ")[1]) } ?? "" }
        /// The value of a field, by its name in lower case.
        subscript(name: String) -> String? {
            lines.first { $0.lowercased().hasPrefix(name + ":") }.map {
                $0.dropFirst(name.utf8.count + 1).trimmingCharacters(in: .whitespaces)
            }
        }
        /// The first byte that is asked for.
        var start: Int {
            self["range"].flatMap { Int($0.dropFirst("bytes=".count).prefix { $0 != "-" }) } ?? 0
        }
    }

    /// What is done with a connection.
    enum Step: Sendable {
        case text(String)
        case bytes([UInt8])
        /// One byte at a time, so many milliseconds apart.
        case drip([UInt8], Int)
        /// Ends the connection with RST instead of FIN.
        case reset
        case wait(Int)
        /// The same again and again until the client goes away, or `enough` bytes were sent.
        case forever([UInt8])
    }

    /// What ends a test whose client never has enough.
    static let enough = 96 << 20

    typealias Script = @Sendable (_ number: Int, _ request: Request) -> [Step]

    private let socket: Int32
    let port: UInt16
    private let log = Log()

    /// What came, also to connections that outlive the server.
    private final class Log: Sendable {
        let requests = Mutex<[Request]>([])
        let sentByteCount = Atomic(0)
    }

    /// Bytes that were sent so far, which the client took or the system keeps for it.
    var sentByteCount: Int { log.sentByteCount.load(ordering: .relaxed) }

    /// All requests so far.
    var requests: [Request] { log.requests.withLock(\.self) }
    var address: String { "http://127.0.0.1:\(port)" }

    /// Listens on a free port; the script is asked for each request, with the number of those before it.
    init(_ script: @escaping Script) throws {
        let listener = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var name = sockaddr_in()
        name.sin_family = sa_family_t(AF_INET)
        name.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        // The system reads and writes exactly the structure whose size it is told.
        let listening = unsafe withUnsafeMutablePointer(to: &name) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                unsafe bind(listener, address, length) == 0 && listen(listener, 64) == 0
                    && getsockname(listener, address, &length) == 0
            }
        }
        guard listening else { throw POSIXError(.EADDRNOTAVAIL) }
        port = UInt16(bigEndian: name.sin_port)
        socket = listener
        let log = self.log
        Thread.detachNewThread {
            while true {
                let connection = accept(listener, nil, nil)
                guard connection >= 0 else { return }
                Thread.detachNewThread {
                    Self.serve(connection, log) { request in
                        let number = log.requests.withLock { requests in
                            requests.append(request)
                            return requests.count - 1
                        }
                        return script(number, request)
                    }
                }
            }
        }
    }

    deinit {
        shutdown(socket, Int32(SHUT_RDWR))
        close(socket)
    }

    private static func serve(_ connection: Int32, _ log: Log, _ script: (Request) -> [Step]) {
        defer { close(connection) }
        func send(_ bytes: [UInt8], _ connection: Int32) -> Bool {
            log.sentByteCount.add(bytes.count, ordering: .relaxed)
            return Self.send(bytes, connection)
        }
        var head: [UInt8] = []
        while !head.ends(with: "\r\n\r\n".utf8) {
            var byte: UInt8 = 0
            guard unsafe recv(connection, &byte, 1, 0) == 1 else { return }
            head.append(byte)
        }
        let lines = String(decoding: head, as: UTF8.self).components(separatedBy: "\r\n").filter {
            !$0.isEmpty
        }
        for step in script(Request(lines: lines)) {
            switch step {
            case .text(let text): guard send(Array(text.utf8), connection) else { return }
            case .bytes(let bytes): guard send(bytes, connection) else { return }
            case .drip(let bytes, let milliseconds):
                for byte in bytes {
                    guard send([byte], connection) else { return }
                    Thread.sleep(forTimeInterval: Double(milliseconds) / 1000)
                }
            case .forever(let bytes):
                var piece: [UInt8] = []
                while piece.count < 1 << 14 { piece += bytes }
                while log.sentByteCount.load(ordering: .relaxed) < enough {
                    guard send(piece, connection) else { return }
                }
            case .wait(let milliseconds): Thread.sleep(forTimeInterval: Double(milliseconds) / 1000)
            case .reset:
                // What was sent shall arrive before the connection is torn down.
                Thread.sleep(forTimeInterval: 0.05)
                var linger = linger(l_onoff: 1, l_linger: 0)
                unsafe setsockopt(
                    connection, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<Glibc.linger>.size))
            }
        }
        shutdown(connection, Int32(SHUT_WR))
    }

    private static func send(_ bytes: [UInt8], _ connection: Int32) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let rest = bytes[sent...]
            let count = unsafe rest.withUnsafeBytes {
                unsafe Glibc.send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }
}

extension [UInt8] {
    fileprivate func ends(with suffix: some Collection<UInt8>) -> Bool {
        self.suffix(suffix.count).elementsEqual(suffix)
    }
}
