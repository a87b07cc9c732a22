import StrictJSON
import Testing

@testable import Families
@testable import ModelKit

struct PreprocessingTests {
    private func huggingFace(_ text: String) throws -> Preprocessing {
        try Preprocessing(huggingFace: json(text))
    }

    private func openCLIP(_ text: String) throws -> Preprocessing? {
        let value = try json(
            #"{"model_cfg": {"embed_dim": 8, "vision_cfg": {"image_size": 240}, "text_cfg": {}}}"#)
        let whole = try value.setting("preprocess_cfg", to: json(text))
        return try ModelConfiguration(openCLIP: whole).preprocessing
    }

    @Test func theFormReadsBack() throws {
        let samples = [
            Preprocessing.openAI(imageSize: 336),
            try Preprocessing(
                imageSize: 1, mean: [0, -1, 1e-9], standardDeviation: [1, 0.5, 255], interpolation: .bilinear,
                resizeMode: .squash),
            try Preprocessing(imageSize: 65_536, resizeMode: .longest),
        ]
        for sample in samples {
            #expect(try Preprocessing(json: JSONValue(parsing: sample.json.text.utf8)) == sample)
        }
        #expect(
            Preprocessing.openAI(imageSize: 224).json.text == """
                {"image_size":224,"mean":[0.48145466,0.4578275,0.40821073],\
                "std":[0.26862954,0.26130258,0.27577711],"interpolation":"bicubic","resize_mode":"shortest"}
                """)
    }

    @Test(arguments: [
        Change("image_size", .integer(0)),
        Change("image_size", 65_537),
        Change("image_size", .null),
        Change("mean", [0, 0]),
        Change("mean", [0, 0, "0"]),
        Change("mean", 0.5),
        Change("std", [1, 1, 1, 1]),
        Change("std", [1, 0, 1]),
        Change("std", [1, -1, 1]),
        Change("interpolation", "lanczos"),
        Change("interpolation", 3),
        Change("resize_mode", "fill"),
        Change("extra", 1),
    ])
    func damagedFormsAreRefusedByKey(_ change: Change) throws {
        let damaged = Preprocessing.openAI(imageSize: 224).json.setting(change.path, to: change.value)
        let error = #expect(throws: SchemaError.self) { try Preprocessing(json: damaged) }
        #expect(error?.location == "preprocess, \(change.blamed)")
    }

    @Test func infinitiesAreRefused() {
        for value in [Double.infinity, -.infinity, .nan] {
            #expect(throws: SchemaError.self) { try Preprocessing(imageSize: 224, mean: [0, value, 0]) }
            #expect(throws: SchemaError.self) {
                try Preprocessing(imageSize: 224, standardDeviation: [1, 1, value])
            }
        }
    }

    @Test func anotherSizeThanTheTowersIsRefusedWithBoth() throws {
        let architecture = try #require(CLIPArchitecture.published("ViT-B/32"))
        try Preprocessing.openAI(imageSize: 224).check(against: architecture)
        let error = #expect(throws: SchemaError.self) {
            try Preprocessing.openAI(imageSize: 336).check(against: architecture)
        }
        #expect(error?.found == "336")
        #expect(error?.allowed == "224 as the weights have")
        try Preprocessing.openAI(imageSize: 336).check(against: #require(architecture.keeping(.text)))
    }

    @Test(arguments: [
        "{}",
        #"{"size": 224, "crop_size": 224, "resample": 3, "feature_extractor_type": "CLIPFeatureExtractor"}"#,
        #"{"size": {"shortest_edge": 224}, "crop_size": {"height": 224, "width": 224}}"#,
        #"{"do_rescale": true, "rescale_factor": 0.00392156862745098, "do_convert_rgb": true}"#,
    ])
    func huggingFacesFormsOfOpenAIsConstantsAreRead(_ text: String) throws {
        #expect(try huggingFace(text) == .openAI(imageSize: 224))
    }

    @Test func huggingFacesOtherConstantsAreRead() throws {
        let squashed = try huggingFace(
            """
            {"size": {"height": 378, "width": 378}, "do_center_crop": false, "resample": 2,
             "do_normalize": false}
            """
        )
        #expect(
            squashed
                == (try Preprocessing(
                    imageSize: 378, mean: [0, 0, 0], standardDeviation: [1, 1, 1], interpolation: .bilinear,
                    resizeMode: .squash)))
        let half = try huggingFace(#"{"image_mean": [0.5, 0.5, 0.5], "image_std": [0.5, 0.5, 0.5]}"#)
        #expect(half.mean == [0.5, 0.5, 0.5] && half.standardDeviation == [0.5, 0.5, 0.5])
    }

    /// As the published folders have them, and what the processor's class has by default.
    @Test(arguments: [
        (#"{"image_processor_type": "SiglipImageProcessor"}"#, 224, Preprocessing.Interpolation.bicubic),
        (
            #"{"image_processor_type": "SiglipImageProcessorFast", "size": {"height": 384, "width": 384}, "resample": 2}"#,
            384, .bilinear
        ),
        (
            #"{"feature_extractor_type": "SiglipFeatureExtractor", "size": {"height": 256, "width": 256}, "resample": 3}"#,
            256, .bicubic
        ),
    ])
    func sigLIPsProcessorIsRead(text: String, side: Int, filter: Preprocessing.Interpolation) throws {
        #expect(
            try huggingFace(text)
                == Preprocessing(
                    imageSize: side, mean: [0.5, 0.5, 0.5], standardDeviation: [0.5, 0.5, 0.5],
                    interpolation: filter, resizeMode: .squash))
    }

    @Test(arguments: [
        (#"{"do_resize": false}"#, "do_resize"), (#"{"do_rescale": false}"#, "do_rescale"),
        (#"{"rescale_factor": 1}"#, "rescale_factor"), (#"{"rescale_factor": 0.0039}"#, "rescale_factor"),
        (#"{"resample": 0}"#, "resample"),
        (#"{"image_processor_type": "Siglip2ImageProcessor", "max_num_patches": 256}"#, "max_num_patches"),
        (#"{"image_processor_type": "SiglipImageProcessor", "do_center_crop": true}"#, "do_center_crop"),
        (#"{"do_center_crop": false}"#, "do_center_crop"),
        (#"{"size": {"shortest_edge": 256}}"#, "crop_size"),
        (#"{"size": {"height": 224, "width": 336}}"#, "size"),
        (#"{"crop_size": {"height": 224, "width": 336}}"#, "crop_size"),
    ])
    func huggingFacesOtherStepsAreUnsupportedByKey(text: String, key: String) {
        let error = #expect(throws: SchemaError.self) { try huggingFace(text) }
        #expect(error?.location == "preprocessor_config.json, \(key)")
        #expect(error?.isUnsupported == true)
    }

    @Test(arguments: [
        (#"{"image_processor_type": 3}"#, "image_processor_type"),
        (#"{"image_processor_type": "SiglipImageProcessor", "size": {"shortest_edge": 224}}"#, "size.height"),
        (#"{"size": "224"}"#, "size"), (#"{"size": {"height": 224}}"#, "size.width"),
        (#"{"size": {"longest_edge": 224}}"#, "size.height"), (#"{"size": 0, "crop_size": 0}"#, "image_size"),
        (#"{"resample": "bicubic"}"#, "resample"), (#"{"image_std": [0, 0, 0]}"#, "std"), ("[]", nil),
    ])
    func huggingFacesWrongValuesAreRefusedByKey(text: String, key: String?) {
        let error = #expect(throws: SchemaError.self) { try huggingFace(text) }
        #expect(error?.location == "preprocessor_config.json" + (key.map { ", " + $0 } ?? ""))
        #expect(error?.isUnsupported == false)
    }

    @Test func openCLIPsConstantsAreRead() throws {
        #expect(try openCLIP("{}") == .openAI(imageSize: 240))
        #expect(
            try openCLIP(#"{"mean": null, "size": [240, 240], "mode": "RGB"}"#) == .openAI(imageSize: 240))
        let other = try openCLIP(
            """
            {"size": 378, "mean": [0, 0, 0], "std": [1, 1, 1], "interpolation": "bilinear",
             "resize_mode": "squash"}
            """
        )
        #expect(
            other
                == (try Preprocessing(
                    imageSize: 378, mean: [0, 0, 0], standardDeviation: [1, 1, 1], interpolation: .bilinear,
                    resizeMode: .squash)))
        #expect(try openCLIP(#"{"resize_mode": "shortest", "fill_color": 9}"#)?.resizeMode == .shortest)
        #expect(throws: SchemaError.self) { try openCLIP(#"{"resize_mode": "longest", "fill_color": 9}"#) }
    }
}
