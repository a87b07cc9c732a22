import Foundation
import TestSupport
import Testing

@testable import KnownModels

struct KnownModelsTests {
    @Test func everyRowOfTheTablesParses() {
        for table in KnownModels.tables { #expect(table.problems.isEmpty) }
        #expect(KnownModels.tables.map(\.models.count) == [9, 12])
        #expect(KnownModels.all.count == 21)
    }

    @Test(arguments: [KnownModel.Publisher.openAI, .openCLIP])
    func theTablesBuiltInAreThoseInChecksums(_ publisher: KnownModel.Publisher) throws {
        let path = Repository.root.appending(path: "Checksums/\(publisher.rawValue).tsv")
        let built: [KnownModel.Publisher: [UInt8]] = [
            .openAI: PackageResources.openai_tsv, .openCLIP: PackageResources.open_clip_tsv,
        ]
        #expect(try [UInt8](Data(contentsOf: path)) == built[publisher])
    }

    @Test(arguments: KnownModels.all)
    func everyModelIsFoundByNameFileAndDigest(_ model: KnownModel) {
        #expect(KnownModels.model(name: model.name) == model)
        #expect(KnownModels.model(fileName: model.fileName) == model)
        let digest = model.sha256 + String(repeating: "0", count: 64 - model.sha256.utf8.count)
        #expect(KnownModels.model(sha256: digest) == (model.isSHA256Complete ? model : nil))
        #expect(KnownModels.candidate(sha256: digest) == model)
        #expect(model.matches(sha256: digest))
    }

    @Test(arguments: KnownModels.all)
    func openCLIPsFileNamesEndWithTheDigestsBeginning(_ model: KnownModel) {
        guard model.publisher == .openCLIP else { return }
        #expect(model.fileName.contains("-\(model.sha256.prefix(8)).pt"))
    }

    /// Each from its publisher's source code; written again here, so that a row moved by one is noticed.
    @Test(arguments: [
        ("RN50", 255_827_503, "afeb0e10"), ("RN101", 291_791_292, "8fa8567b"),
        ("RN50x4", 421_854_225, "7e526bd1"),
        ("RN50x16", 661_125_706, "52378b40"), ("RN50x64", 1_353_500_174, "be1cfb55"),
        ("ViT-B/32", 353_976_522, "40d36571"), ("ViT-B/16", 350_837_078, "5806e77c"),
        ("ViT-L/14", 932_768_134, "b8cca3fd"), ("ViT-L/14@336px", 934_088_680, "3035c92b"),
    ])
    func theNineOfOpenAIAreThere(name: String, byteCount: Int, sha256: String) throws {
        let model = try #require(KnownModels.model(name: name))
        #expect(model.publisher == .openAI)
        #expect(model.byteCount == byteCount)
        #expect(model.sha256.hasPrefix(sha256))
        #expect(model.isSHA256Complete)
        #expect(model.md5 != nil)
        #expect(model.activationName == "quick_gelu")
    }

    @Test func activationsAreThoseOfTheTags() {
        let quick = KnownModels.all.filter { $0.publisher == .openCLIP && $0.activationName == "quick_gelu" }
        #expect(quick.count == 5)
        #expect(quick.allSatisfy { $0.name.contains("-quickgelu/") })
    }

    @Test(arguments: [
        "", "40d36571", "d867053b", "d867053b0",
        "40D365715913C9DA98579312B702A82C18BE219CC2A73407C4526F58EBA950AF", "x",
    ])
    func nothingElseIsFound(_ digest: String) {
        #expect(KnownModels.model(sha256: digest) == nil)
        #expect(KnownModels.candidate(sha256: digest) == nil)
        for model in KnownModels.all { #expect(!model.matches(sha256: digest)) }
    }
}
