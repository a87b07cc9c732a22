import ByteIO
import Foundation
import ModelStore
import TestSupport
import Testing

/// `clip-store` as its users run it, against the real nginx.
@Suite struct NginxTests {
    @Test func pullConvertAndUseByName() throws {
        let fixture = try StoreFixture()
        let server = try Nginx()
        try server.serve(fixture.bytes, as: StoreFixture.fileName)
        let environment = [
            "CLIP_STORE": fixture.path, "CLIP_STORE_TABLE": fixture.table,
            "CLIP_STORE_MIRROR": server.address,
        ]
        let pulled = try CommandRun(
            "clip-store", ["pull", StoreFixture.name, "--convert", "int8"], environment: environment)
        #expect(pulled.exitCode == 0, "\(pulled.errors)")
        let picture = Repository.fixture("images/jpeg-444.jpg")
        for name in [StoreFixture.name, "test/model:int8", "test/model:source", "model"] {
            let run = try CommandRun("clip-embed", [name, "--image", picture], environment: environment)
            #expect(run.exitCode == 0, "\(run.errors)")
            #expect(run.output.contains("\"embedding\""))
        }
        let files = try fixture.store().files()
        #expect(files.map(\.fileName) == ["model.int8.clipw", "model.pt"])
        #expect(files.map(\.state) == [.ok, .ok])
        let again = try CommandRun(
            "clip-store", ["pull", StoreFixture.name, "--convert", "int8"], environment: environment)
        #expect(again.output.components(separatedBy: "there already").count == 3)
        #expect(try server.requests.count == 1)
    }

    @Test func anInterruptedDownloadGoesOn() throws {
        let fixture = try StoreFixture(bytes: StoreFixture.randomBytes(5_000_000))
        let server = try Nginx()
        try server.serve(fixture.bytes, as: StoreFixture.fileName)
        // Without a note of whose bytes these are, as a killed process may leave them.
        try fixture.leavePartial(Array(fixture.bytes.prefix(3_000_000)), validator: nil)
        let run = try CommandRun(
            "clip-store", ["pull", StoreFixture.name, "--mirror", server.address] + fixture.arguments)
        #expect(run.exitCode == 0, "\(run.errors)")
        try fixture.expectGood()
        #expect(try server.requests.map { $0.contains("\" 206 2000000 ") } == [true])
    }

    /// A published name that a mirror has another file for: nobody can fetch the real one here.
    @Test func aMirrorWithAnotherFileIsRefusedByTheRealDigest() throws {
        let fixture = try StoreFixture()
        let server = try Nginx()
        try server.serve(fixture.bytes, as: "ViT-B-32.pt")
        let run = try CommandRun(
            "clip-store", ["pull", "ViT-B/32", "--mirror", server.address, "--store", fixture.path])
        #expect(run.exitCode == 1)
        #expect(run.errors.contains("40d365715913c9da98579312b702a82c18be219cc2a73407c4526f58eba950af"))
        #expect(run.errors.contains(try SHA256.digest(of: fixture.bytes.span).description))
        #expect(try fixture.store().files().isEmpty)
        let embed = try CommandRun(
            "clip-embed", ["ViT-B/32", "--text", "a"], environment: ["CLIP_STORE": fixture.path])
        #expect(embed.exitCode == 66)
        #expect(embed.errors.contains("clip-store pull ViT-B/32"))
    }

    @Test func eightProcessesPullOneModelAndTwoAreKilled() throws {
        let fixture = try StoreFixture(bytes: StoreFixture.randomBytes(4_000_000))
        // Four seconds for the whole, so that the first is still at work when it is killed.
        let server = try Nginx("limit_rate 1m;")
        try server.serve(fixture.bytes, as: StoreFixture.fileName)
        let arguments = ["pull", StoreFixture.name, "--mirror", server.address] + fixture.arguments
        var commands = [try RunningCommand("clip-store", arguments)]
        for _ in 0..<3000 where fixture.partialByteCount ?? 0 == 0 { Thread.sleep(forTimeInterval: 0.01) }
        for _ in 1..<8 { commands.append(try RunningCommand("clip-store", arguments)) }
        commands[0].kill()
        Thread.sleep(forTimeInterval: 0.3)
        commands[1].kill()
        let results = try commands.map { try $0.finish() }
        #expect(results[0].exitCode == 128 + 9)
        for result in results.dropFirst(2) { #expect(result.exitCode == 0, "\(result.errors)") }
        #expect(results.filter { $0.errors.contains("another process") }.count >= 5)
        try fixture.expectGood()
        #expect(try server.requests.count <= 3, "one works, and who takes over from a killed one goes on")
    }

    @Test func repairFetchesOnlyWhatIsBad() throws {
        let fixture = try StoreFixture()
        let server = try Nginx()
        try server.serve(fixture.bytes, as: StoreFixture.fileName)
        let mirror = ["--mirror", server.address]
        #expect(
            try CommandRun(
                "clip-store", ["pull", StoreFixture.name, "--convert", "fp16"] + mirror + fixture.arguments
            ).exitCode == 0)
        let converted = fixture.path + "/model.fp16.clipw"
        let good = try TemporaryDirectory.contents(of: converted)
        var bad = good
        bad[bad.count - 4000] ^= 1
        try fixture.place(bad, "model.fp16.clipw")
        try fixture.place(Array(fixture.bytes.dropLast()))
        #expect(try CommandRun("clip-store", ["verify"] + fixture.arguments).exitCode == 1)
        let offline = try CommandRun("clip-store", ["repair", "--offline"] + mirror + fixture.arguments)
        #expect(offline.exitCode == 69)
        let repaired = try CommandRun("clip-store", ["repair"] + mirror + fixture.arguments)
        #expect(repaired.exitCode == 0, "\(repaired.errors)")
        #expect(repaired.output.components(separatedBy: "repaired").count == 3)
        #expect(try TemporaryDirectory.contents(of: converted) == good)
        #expect(try server.requests.count == 2)
        let sound = try CommandRun("clip-store", ["repair"] + mirror + fixture.arguments)
        #expect(sound.output.contains("everything is sound"))
        #expect(try server.requests.count == 2)
    }

    @Test func withoutANetworkWhatIsThereWorks() throws {
        let fixture = try StoreFixture()
        try fixture.place(fixture.bytes)
        let picture = Repository.fixture("images/jpeg-444.jpg")
        let environment = ["CLIP_STORE": fixture.path, "CLIP_STORE_TABLE": fixture.table]
        for (name, arguments, code) in [
            ("clip-embed", [StoreFixture.name, "--image", picture], 0), ("clip-store", ["list"], 0),
            ("clip-store", ["verify"], 0), ("clip-store", ["pull", StoreFixture.name], 0),
            ("clip-store", ["pull", "RN50", "--retries", "0"], 69),
        ] {
            let command = try RunningCommand(
                name, arguments, launcher: ["/usr/bin/unshare", "--user", "--map-root-user", "--net"],
                environment: environment)
            let result = try command.finish()
            #expect(Int(result.exitCode) == code, "\(name) \(arguments): \(result.errors)")
        }
    }
}
