import Foundation
import TestSupport
import Testing

/// Compares what C files are compiled for with what the processor is asked for before they run.
struct InstructionFeatureTests {
    /// C sources of the project by their path, without comments.
    private static let sources: [String: String] = {
        let folder = Repository.root.appending(path: "Sources")
        let files =
            FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)?.allObjects ?? []
        let texts = files.compactMap { $0 as? URL }.filter { ["c", "h"].contains($0.pathExtension) }
            .compactMap {
                file in
                (try? String(contentsOf: file, encoding: .utf8)).map { text in
                    let lines = text.split(separator: "\n").map { $0.components(separatedBy: "//")[0] }
                    return (file.lastPathComponent, lines.joined(separator: "\n"))
                }
            }
        return Dictionary(texts) { $0 + $1 }
    }()

    /// The lists of features by name, those that they contain included.
    private static let lists: [String: Set<String>] = {
        var lists: [String: Set<String>] = [:]
        let text = (sources["instruction_features.h"] ?? "").replacing("\\\n", with: " ")
        for match in text.matches(of: /#define (\w+_FEATURES)\(one, and\) (.*)/) {
            let names = match.2.matches(of: /one\("(\w+)"\)/).map { String($0.1) }
            let contained = match.2.matches(of: /(\w+_FEATURES)\(one, and\)/).flatMap {
                lists[String($0.1)] ?? []
            }
            lists[String(match.1)] = Set(names + contained)
        }
        return lists
    }()

    @Test func thereAreListsAndEachWiderOneContainsTheNarrower() throws {
        let avx2 = try #require(Self.lists["AVX2_FEATURES"])
        let avx512 = try #require(Self.lists["AVX512_FEATURES"])
        #expect(avx2 == ["avx2", "fma", "f16c"])
        #expect(avx2.isStrictSubset(of: avx512))
        for name in ["AVX512_BFLOAT16_FEATURES", "AVX512_INT8_FEATURES"] {
            #expect(avx512.isStrictSubset(of: try #require(Self.lists[name])))
        }
    }

    /// Were there another way, the two could differ.
    @Test func noFileIsCompiledForFeaturesOutsideTheListsNorAsksForSingleOnes() throws {
        let others = Self.sources.filter { $0.key != "instruction_features.h" }
        #expect(others.count > 40)
        for (name, text) in others {
            #expect(!text.contains(/\btarget *\(|__builtin_cpu_(supports|is)|target_clones/), "\(name)")
        }
        let package = try String(
            contentsOf: Repository.root.appending(path: "Package.swift"), encoding: .utf8)
        #expect(!package.contains(/cSettings|"-m/))
        let flags = package.split(separator: "\n").filter { $0.contains("unsafeFlags") }
        #expect(flags.allSatisfy { $0.contains("linkerSettings") }, "they tell the linker only")
    }

    @Test(arguments: [("avx2", "AVX2_FEATURES"), ("avx512", "AVX512(_BFLOAT16|_INT8)?_FEATURES")])
    func aFileOfAnInstructionSetIsCompiledForItsListsOnly(set: String, lists: String) throws {
        let files = Self.sources.filter { $0.key.contains(set) }
        #expect(files.count >= 5)
        for (name, text) in files {
            let used = text.matches(of: /\b(AVX\w*_FEATURES)\b/).map { String($0.1) }
            #expect(try used.allSatisfy { try Regex(lists).wholeMatch(in: $0) != nil }, "\(name)")
            // A file without a list has what it includes, which is among these files too.
            #expect(!used.isEmpty || text.contains("powers_avx512.h"), "\(name)")
        }
    }

    @Test func everyListThatAFileIsCompiledForIsAskedForBeforeItRuns() throws {
        let all = Self.sources.filter { $0.key != "instruction_features.h" }.values.joined(separator: "\n")
        let compiled = Set(
            all.matches(of: /(?:COMPILED_FOR\(|TILE\(\w+, )(AVX\w+_FEATURES)/).map { String($0.1) })
        let dispatch = try #require(Self.sources["dispatch.c"])
        let layers = try #require(Self.sources["packed_apply.c"])
        for (asked, text) in [
            ("if (PROCESSOR_HAS(AVX512_FEATURES)) return CLIP_ISA_AVX512;", dispatch),
            ("if (PROCESSOR_HAS(AVX2_FEATURES)) return CLIP_ISA_AVX2;", dispatch),
            ("has_avx512 && PROCESSOR_HAS(AVX512_BFLOAT16_FEATURES);", layers),
            ("(has_avx512 && PROCESSOR_HAS(AVX512_INT8_FEATURES));", layers),
        ] {
            #expect(text.contains(asked))
        }
        #expect(compiled == Set(Self.lists.keys))
    }
}
