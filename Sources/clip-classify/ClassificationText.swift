import ByteIO
import StrictJSON
import ToolSupport
import ZeroShot

/// What is printed of a picture.
struct ClassificationText {
    private let image: FilePath
    private let predictions: Result<ArraySlice<Prediction>, FileError>
    private let classifier: ZeroShotClassifier

    init(
        _ image: FilePath, _ predictions: Result<ArraySlice<Prediction>, FileError>,
        of classifier: ZeroShotClassifier
    ) {
        self.image = image
        self.predictions = predictions
        self.classifier = classifier
    }

    /// A line of JSON.
    var json: String {
        var line = JSONObject()
        line["image"] = .path(image)
        switch predictions {
        case .success(let predictions):
            line["predictions"] = .array(predictions.map(value))
            line["similarity"] = .string(classifier.hasIndependentProbabilities ? "sigmoid" : "softmax")
        case .failure(let error): line["error"] = .string(error.description)
        }
        return JSONValue.object(line).text + "\n"
    }

    private func value(_ prediction: Prediction) -> JSONValue {
        let label = classifier.labels.labels[prediction.index]
        var value = JSONObject()
        value["label"] = .string(label.name)
        if label.id != label.name { value["id"] = .string(label.id) }
        if let group = group(of: prediction) { value["group"] = .string(group) }
        value["probability"] = .number(prediction.probability)
        value["logit"] = .number(prediction.logit)
        value["cosine"] = .number(prediction.cosine)
        return .object(value)
    }

    /// The picture's name, and a line for each label; nothing for a picture that could not be read.
    var table: String {
        guard case .success(let predictions) = predictions else { return "" }
        var table = Table(.right, .left)
        for prediction in predictions {
            let name = classifier.labels.labels[prediction.index].name
            table.add(
                "  \(Units.decimal(prediction.probability * 100, digits: 1)) %",
                group(of: prediction).map { "\($0): \(name)" } ?? name)
        }
        let kind = classifier.hasIndependentProbabilities ? " (each label by itself)" : ""
        return escapingControlCharacters(image.description) + kind + "\n" + table.text
    }

    private func group(of prediction: Prediction) -> String? {
        classifier.groups.map { $0.labels[classifier.groupOfLabel[prediction.index]].name }
    }
}
