import FuzzTargets
import TestSupport
import Testing

/// What fuzzing begins with and does, in small: Scripts/fuzz.sh does the same with coverage and for long.
@Suite struct FuzzTargetTests {
    @Test(arguments: FuzzTarget.all.map(\.name)) func seedsAreGoodInputs(_ name: String) throws {
        let target = try target(name)
        let seeds = try target.seeds()
        #expect(!seeds.isEmpty)
        for (number, seed) in seeds.enumerated() {
            #expect(throws: Never.self, "seed \(number)") { try target.read(seed) }
        }
    }

    /// The mutations must neither leave everything as it is nor destroy everything.
    @Test(arguments: FuzzTarget.all.map(\.name)) func mutationsAreReadOrRefused(_ name: String) throws {
        let target = try target(name)
        var generator = SeededGenerator(seed: 7)
        let seeds = try target.seeds().prefix(8)
        var accepted = 0
        var count = 0
        for seed in seeds {
            for _ in 0..<60 {
                var random = generator
                _ = generator.next()
                let changed = target.mutated(seed, by: &generator) { bytes in
                    var bytes = bytes
                    guard let place = bytes.indices.randomElement(using: &random) else { return bytes }
                    bytes[place] = UInt8.random(in: .min ... .max, using: &random)
                    return bytes
                }
                count += 1
                if target.accepts(changed) { accepted += 1 }
            }
        }
        #expect(accepted > 0)
        // Any bytes are a text, a name, or header lines.
        #expect(accepted < count || ["text", "names", "http"].contains(name), "\(accepted) of \(count)")
    }

    private func target(_ name: String) throws -> FuzzTarget {
        try #require(FuzzTarget.all.first { $0.name == name })
    }
}
