public import StrictJSON

extension Preprocessing {
    /// Reads `preprocessor_config.json` of a `CLIPImageProcessor`.
    ///
    /// What is not in it has that class's default (transformers, `models/clip/image_processing_clip.py`).
    ///
    /// - Throws: Unsupported, with its key, for steps other than CLIP's: no resizing, cutting to another size
    ///   than the one resized to, another resampling than 2 (bilinear) and 3 (bicubic), another scale than
    ///   1/255; otherwise the first key of a wrong type or outside its limits.
    public init(huggingFace json: JSONValue) throws(SchemaError) {
        let fields = try FieldReader(json, at: "preprocessor_config.json")
        for key in ["do_resize", "do_rescale"] where try fields.optionalBool(key) == false {
            throw fields.unsupported(key, "true")
        }
        if let factor = try fields.optionalNumber("rescale_factor"), abs(factor * 255 - 1) > 1e-6 {
            throw fields.unsupported("rescale_factor", "1/255")
        }
        let (imageSize, resizeMode) = try fields.huggingFaceSize()
        let isNormalized = try fields.optionalBool("do_normalize") ?? true
        self = try locating("preprocessor_config.json") { () throws(SchemaError) in
            try Preprocessing(
                imageSize: imageSize,
                mean: isNormalized ? fields.numbers("image_mean") ?? Preprocessing.openAIMean : [0, 0, 0],
                standardDeviation: isNormalized
                    ? fields.numbers("image_std") ?? Preprocessing.openAIStandardDeviation : [1, 1, 1],
                interpolation: fields.huggingFaceInterpolation(), resizeMode: resizeMode)
        }
    }
}

extension FieldReader {
    /// The side that images are resized to, and how.
    fileprivate func huggingFaceSize() throws(SchemaError) -> (Int, Preprocessing.ResizeMode) {
        let isCropped = try optionalBool("do_center_crop") ?? true
        let crop = isCropped ? try square("crop_size") ?? 224 : nil
        let size: Int
        let mode: Preprocessing.ResizeMode
        if self["size"]?.object != nil, !(try object("size").has("shortest_edge")) {
            guard let side = try square("size") else {
                throw failure("size", "shortest_edge, or height and width")
            }
            (size, mode) = (side, .squash)
        } else {
            // Early versions wrote the number alone.
            let number = self["size"]?.integer
            let edge = number == nil ? try object("size").optionalInteger("shortest_edge") : number
            (size, mode) = (edge ?? 224, .shortest)
            guard isCropped else {
                throw unsupported("do_center_crop", "true after resizing the shorter side")
            }
        }
        guard crop == nil || crop == size else {
            throw unsupported("crop_size", "\(size) as images are resized to")
        }
        return (size, mode)
    }

    /// A square as `{"height": n, "width": n}` or as the number alone; nil where there is none.
    private func square(_ key: String) throws(SchemaError) -> Int? {
        guard self[key]?.object != nil else { return try optionalInteger(key) }
        let fields = try object(key)
        let height = try fields.integer("height")
        guard try fields.integer("width") == height else { throw unsupported(key, "a square") }
        return height
    }

    /// The number of a filter in Pillow.
    fileprivate func huggingFaceInterpolation() throws(SchemaError) -> Preprocessing.Interpolation {
        switch try optionalInteger("resample") ?? 3 {
        case 2: .bilinear
        case 3: .bicubic
        default: throw unsupported("resample", "2 (bilinear) or 3 (bicubic)")
        }
    }
}
