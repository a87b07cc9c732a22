import CLIPRuntime
import Foundation
import TestSupport
import Testing
import ZeroShot

/// The example of docs/library.md, as a program that has only the public library.
@Suite struct LibraryExampleTests {
    @Test func picturesAreToldApartByLabels() throws {
        let model = try ShapesModel.opened()
        let pictures = try model.embed(images: [URL(filePath: Repository.example("pictures/red-cross.jpg"))])

        let labels = try LabelSet([Label("red cross"), Label("yellow star"), Label("blue square")])
        let templates = try TemplateSet([PromptTemplate("a photo of a {}.")])
        let classifier = try ZeroShotClassifier(labels, templates, model: model)
        let best = try #require(try classifier.predictions(for: pictures[0]).first)

        #expect(labels.labels[best.index].name == "red cross" && best.probability > 0.5)
    }
}
