import ByteIO
import KnownModels
import ModelStore
import TestSupport
import Testing

/// The models that can be named, and where they come from.
@Suite struct CatalogTests {
    @Test func everyPublishedModelHasItsNamesAndAnAddress() throws {
        for model in KnownModels.all {
            let stem = model.fileName.split(separator: ".").dropLast().joined(separator: ".")
            for word in [model.name, model.fileName, stem] {
                #expect(ModelCatalog.published.model(named: word) == model, "\(word)")
            }
            let address = try #require(model.address)
            #expect(address.hasPrefix("https://"))
            #expect(address.hasSuffix("/" + model.fileName))
        }
        #expect(
            ModelCatalog.published.model(named: "ViT-B/32")?.address
                == "https://openaipublic.azureedge.net/clip/models/"
                + "40d365715913c9da98579312b702a82c18be219cc2a73407c4526f58eba950af/ViT-B-32.pt")
    }

    @Test(arguments: ["vit-b/32", "ViT-B/32 ", "ViT-B/3２", "", "ViT-B/32\u{0}", "../ViT-B-32.pt"])
    func whatOnlyLooksLikeANameIsNone(_ word: String) {
        #expect(ModelCatalog.published.model(named: word) == nil)
    }

    private static let digest = String(repeating: "0123456789abcdef", count: 4)

    @Test(arguments: [
        "ViT-B/32\tx.pt\t1\t\(digest)\t-\tgelu", "x\tViT-B-32.pt\t1\t\(digest)\t-\tgelu",
        "x\tx.pt\t1\t40d365715913c9da98579312b702a82c18be219cc2a73407c4526f58eba950af\t-\tgelu",
        "x\tx.pt\t1\t01234567\t-\tgelu", "x\t../x.pt\t1\t\(digest)\t-\tgelu",
        "x\t.x.pt\t1\t\(digest)\t-\tgelu",
        "x\tx.exe\t1\t\(digest)\t-\tgelu", "x\tx.pt\t1\t\(digest)\t-\trelu",
        "ViT-B-32\tx.pt\t1\t\(digest)\t-\tgelu",
    ]) func aTableOfOnesOwnOverrulesNobody(_ row: String) throws {
        let directory = try TemporaryDirectory()
        let text = "name\tfile\tbytes\tsha256\tmd5\tactivation\n" + row + "\n"
        let path = try directory.write(Array(text.utf8), to: "table.tsv")
        let error = try #require(throws: FileError.self) {
            try ModelCatalog.published.adding(tableAt: FilePath(path))
        }
        #expect(error.code == .malformed)
        #expect(error.path == FilePath(path))
    }

    @Test func onlyACompleteDigestIsPulled() throws {
        let directory = try TemporaryDirectory()
        let store = try ModelStore(path: FilePath(directory.path))
        for model in KnownModels.all where !model.isSHA256Complete {
            let error = try #require(throws: FileError.self) {
                try store.pull(model.name, over: NoTransport())
            }
            #expect(error.code == .unsupported)
        }
    }

    @Test(arguments: [
        ("ViT-B/32", "ViT-B/32", nil), ("ViT-B/32:int8", "ViT-B/32", "int8"), ("a:source", "a", "source"),
        ("a:b", "a:b", nil), ("a:int8:fp16", "a:int8", "fp16"), (":fp16", "", "fp16"), ("", "", nil),
    ]) func aReferenceIsANameAndPerhapsAVariant(_ text: String, _ name: String, _ variant: String?) {
        let reference = ModelReference(text)
        #expect(reference.name == name)
        #expect(reference.text == text)
        #expect((reference.variant == nil) == (variant == nil))
    }
}

/// A transport that must not be used.
struct NoTransport: Transport {
    func get(
        _ request: TransferRequest, receive: (TransferEvent) throws(TransferFailure) -> Void
    ) throws(TransferFailure) {
        Issue.record("a connection is made to \(request.address)")
    }
}
