public import StrictJSON

extension Preprocessing {
    /// The constants as they go into a `.clipw` file.
    public var json: JSONValue {
        [
            "image_size": .integer(imageSize),
            "mean": .array(mean.map { .number($0) }),
            "std": .array(standardDeviation.map { .number($0) }),
            "interpolation": .string(interpolation.rawValue),
            "resize_mode": .string(resizeMode.rawValue),
        ]
    }

    /// Reads the JSON form back.
    ///
    /// - Throws: The first key that is missing, unknown, of a wrong type or outside its limits.
    public init(json: JSONValue) throws(SchemaError) {
        let fields = try FieldReader(json, at: "preprocess")
        try fields.requireExactly(["image_size", "mean", "std", "interpolation", "resize_mode"])
        self = try locating("preprocess") { () throws(SchemaError) in
            try Preprocessing(
                imageSize: fields.integer("image_size"), mean: fields.numbers("mean") ?? [],
                standardDeviation: fields.numbers("std") ?? [], interpolation: fields.choice("interpolation"),
                resizeMode: fields.choice("resize_mode"))
        }
    }
}
