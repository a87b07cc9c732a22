import Checkpoints
import Foundation
import ModelKit
import SentencePiece
import TestSupport
import Testing

/// docs/limits.md has every limit with the value that the code uses, and no other.
@Suite struct LimitTableTests {
    /// A target whose limits are documented is added here.
    private static let targets: [(name: String, limits: [(name: String, value: Int)])] = [
        ("Checkpoints", Checkpoints.Limits.documented), ("ModelKit", ModelKit.Limits.documented),
        ("SentencePiece", SentencePiece.Limits.documented),
    ]

    @Test func tableIsThatOfTheCode() throws {
        let path = Repository.root.appending(path: "docs/limits.md")
        let rows = try String(contentsOf: path, encoding: .utf8).split(separator: "\n").compactMap { line in
            let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            return cells.count == 4 && Int(cells[2]) != nil ? cells[0...2].joined(separator: " ") : nil
        }
        let limits = Self.targets.flatMap { target in
            target.limits.map { "\(target.name) \($0.name) \($0.value)" }
        }
        #expect(rows == limits)
    }

    /// Every constant of the enumerations that hold limits is in their lists.
    @Test(arguments: ["Sources/Checkpoints/Limits.swift", "Sources/SentencePiece/Limits.swift"])
    func everyConstantIsListed(_ path: String) throws {
        let source = try String(contentsOf: Repository.root.appending(path: path), encoding: .utf8)
        let list = try #require(source.range(of: "static let documented"))
        let names = source[..<list.lowerBound].matches(of: /static let (\w+)/).map { String($0.1) }
        #expect(names.count > 2)
        for name in names {
            let isListed =
                source[list.upperBound...].contains("(\"\(name)\", \(name))")
                || source[list.upperBound...].contains("(\"\(name).base\", \(name).base)")
            #expect(isListed, "\(name)")
        }
    }
}
