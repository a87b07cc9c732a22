import Foundation
import TestSupport

/// The real nginx on loopback, with a folder of its own to serve.
final class Nginx {
    let port: UInt16
    let folder: TemporaryDirectory
    private let process = Process()

    /// Starts it.
    ///
    /// - Parameters:
    ///   - server: lines of its configuration for the server, such as `limit_rate 1m;`.
    ///   - isTLS: whether `server` gives a certificate.
    init(_ server: String = "", isTLS: Bool = false) throws {
        folder = try TemporaryDirectory()
        try FileManager.default.createDirectory(atPath: folder.path("www"), withIntermediateDirectories: true)
        port = try Self.freePort()
        let configuration = """
            daemon off; master_process off; worker_processes 1; user root;
            pid \(folder.path)/pid; error_log \(folder.path)/errors;
            events { worker_connections 256; }
            http {
                access_log \(folder.path)/requests; sendfile on;
                client_body_temp_path \(folder.path)/a; proxy_temp_path \(folder.path)/b;
                fastcgi_temp_path \(folder.path)/c; uwsgi_temp_path \(folder.path)/d; scgi_temp_path \(folder.path)/e;
                server { listen 127.0.0.1:\(port)\(isTLS ? " ssl" : ""); root \(folder.path)/www; \(server) }
            }
            """
        try folder.write(Array(configuration.utf8), to: "nginx.conf")
        process.executableURL = URL(filePath: "/usr/sbin/nginx")
        process.arguments = ["-p", folder.path, "-c", folder.path("nginx.conf"), "-e", folder.path("errors")]
        process.standardError = FileHandle.nullDevice
        try process.run()
        try waitUntilListening()
    }

    deinit {
        // A process inherits the signals that the thread which starts it has blocked, so a milder one may never come.
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    var address: String { "http://127.0.0.1:\(port)" }

    /// Puts a file there.
    func serve(_ bytes: [UInt8], as name: String) throws {
        try folder.write(bytes, to: "www/\(name)")
    }

    /// The lines of its log: one for each request.
    var requests: [String] {
        get throws {
            try String(decoding: TemporaryDirectory.contents(of: folder.path("requests")), as: UTF8.self)
                .split(separator: "\n").map(String.init)
        }
    }

    private static func freePort() throws -> UInt16 {
        // The scripted server gives its port back at once; nobody else takes one that was just used.
        try ScriptedServer { _, _ in [] }.port
    }

    private func waitUntilListening() throws {
        for _ in 0..<500 {
            let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            defer { close(socket) }
            var name = sockaddr_in()
            name.sin_family = sa_family_t(AF_INET)
            name.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
            name.sin_port = port.bigEndian
            // The system reads exactly the structure whose size it is told.
            let result = unsafe withUnsafePointer(to: &name) { pointer in
                unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    unsafe connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
                }
            }
            if result == 0 { return }
            Thread.sleep(forTimeInterval: 0.02)
        }
        throw POSIXError(.ECONNREFUSED)
    }
}
