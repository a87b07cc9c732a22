import Foundation
import ModelStore
import TestSupport
import Testing

/// Certificates made by openssl for one test: an authority, and servers that it vouches for.
private struct Authority {
    let directory: TemporaryDirectory
    var certificate: String { directory.path("authority.pem") }

    init() throws {
        directory = try TemporaryDirectory()
        try openssl(
            "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=clipw-test-authority -keyout authority.key -out authority.pem"
        )
    }

    /// Lines of nginx's configuration for a server with a certificate.
    func server(_ name: String, address: String = "IP:127.0.0.1", isExpired: Bool = false) throws -> String {
        try directory.write(Array("subjectAltName=\(address)".utf8), to: "\(name).ext")
        try openssl("req -newkey rsa:2048 -nodes -subj /CN=\(name) -keyout \(name).key -out \(name).csr")
        try openssl(
            "x509 -req -in \(name).csr -CA authority.pem -CAkey authority.key -CAcreateserial "
                + "-days \(isExpired ? -1 : 2) -extfile \(name).ext -out \(name).pem")
        return
            "ssl_certificate \(directory.path("\(name).pem")); ssl_certificate_key \(directory.path("\(name).key"));"
    }

    private func openssl(_ arguments: String) throws {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/openssl")
        process.arguments = arguments.split(separator: " ").map(String.init)
        process.currentDirectoryURL = URL(filePath: directory.path)
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0, "openssl \(arguments)")
    }
}

/// HTTPS as it must be, and everything that only looks like it.
@Suite struct TLSTests {
    private let fixture: StoreFixture
    private let authority: Authority

    init() throws {
        fixture = try StoreFixture()
        authority = try Authority()
    }

    private func pull(_ server: Nginx, certificates: String?, host: String = "127.0.0.1") throws -> CommandRun
    {
        try CommandRun(
            "clip-store",
            ["pull", StoreFixture.name, "--mirror", "https://\(host):\(server.port)", "--retries", "0"]
                + fixture.arguments,
            environment: ["SSL_CERT_FILE": certificates ?? "", "CURL_CA_BUNDLE": ""])
    }

    @Test func aServerThatIsVouchedForIsBelieved() throws {
        let server = try Nginx(authority.server("good"), isTLS: true)
        try server.serve(fixture.bytes, as: StoreFixture.fileName)
        let run = try pull(server, certificates: authority.certificate)
        #expect(run.exitCode == 0, "\(run.errors)")
        try fixture.expectGood()
    }

    @Test(arguments: ["unknown authority", "another host", "expired", "no certificates"])
    func aServerThatIsNotIsRefused(_ what: String) throws {
        let configuration =
            switch what {
            case "another host": try authority.server("other", address: "DNS:other.example")
            case "expired": try authority.server("old", isExpired: true)
            default: try authority.server("good")
            }
        let server = try Nginx(configuration, isTLS: true)
        try server.serve(fixture.bytes, as: StoreFixture.fileName)
        let certificates: String? =
            switch what {
            case "unknown authority": nil
            case "no certificates": "/nonexistent/certificates.pem"
            default: authority.certificate
            }
        let run = try pull(server, certificates: certificates)
        #expect(run.exitCode == 69, "\(run.errors)")
        #expect(run.errors.split(separator: "\n").count == 1, "\(run.errors)")
        fixture.expectNothing()
        #expect(((try? server.requests) ?? []).filter { $0.contains("GET") }.isEmpty, "nothing was asked for")
    }

    @Test func aRedirectToHTTPIsRefused() throws {
        let bytes = fixture.bytes
        let plain = try ScriptedServer { _, request in Answers.file(bytes, for: request) }
        let server = try Nginx(
            authority.server("good") + "return 302 \(plain.address)/$uri;", isTLS: true)
        let run = try pull(server, certificates: authority.certificate)
        #expect(run.exitCode == 69, "\(run.errors)")
        #expect(run.errors.contains("https only"))
        #expect(plain.requests.isEmpty)
        fixture.expectNothing()
    }

    @Test func aPlainServerIsNoSecureOne() throws {
        let server = try Nginx()
        try server.serve(fixture.bytes, as: StoreFixture.fileName)
        let run = try pull(server, certificates: authority.certificate)
        #expect(run.exitCode == 69, "\(run.errors)")
        fixture.expectNothing()
    }

    @Test func aProxyIsUsedAndItsPasswordNeverShown() throws {
        let bytes = fixture.bytes
        let proxy = try ScriptedServer { number, request in
            number == 0 ? [.text(Answers.head("407 Who", 0))] : Answers.file(bytes, for: request)
        }
        let environment = ["http_proxy": "http://me:secret@127.0.0.1:\(proxy.port)", "no_proxy": ""]
        let arguments = ["pull", StoreFixture.name, "--mirror", "http://models.example"] + fixture.arguments
        let refused = try CommandRun("clip-store", arguments, environment: environment)
        #expect(refused.exitCode == 69, "\(refused.errors)")
        #expect(!refused.errors.contains("secret"))
        #expect(try CommandRun("clip-store", arguments, environment: environment).exitCode == 0)
        #expect(proxy.requests.map(\.path) == [String](repeating: "http://models.example/model.pt", count: 2))
        #expect(proxy.requests[0]["proxy-authorization"] != nil)
        try fixture.expectGood()
    }
}
