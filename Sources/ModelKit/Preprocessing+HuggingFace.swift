public import StrictJSON

extension Preprocessing {
    /// Reads `preprocessor_config.json` of a `CLIPImageProcessor` or `SiglipImageProcessor`.
    ///
    /// What is not in it has that class's default (transformers, `models/clip/image_processing_clip.py`,
    /// `models/siglip/image_processing_siglip.py`).
    ///
    /// - Throws: Unsupported, with its key, for steps other than theirs: no resizing, cutting to another size
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
        let isSigLIP = try fields.isSigLIPProcessor()
        let (imageSize, resizeMode) =
            isSigLIP ? (try fields.sigLIPSize(), .squash) : try fields.huggingFaceSize()
        let isNormalized = try fields.optionalBool("do_normalize") ?? true
        let (mean, deviation) =
            isSigLIP
            ? (Preprocessing.half, Preprocessing.half)
            : (Preprocessing.openAIMean, Preprocessing.openAIStandardDeviation)
        self = try locating("preprocessor_config.json") { () throws(SchemaError) in
            try Preprocessing(
                imageSize: imageSize,
                mean: isNormalized ? fields.numbers("image_mean") ?? mean : [0, 0, 0],
                standardDeviation: isNormalized ? fields.numbers("image_std") ?? deviation : [1, 1, 1],
                interpolation: fields.huggingFaceInterpolation(), resizeMode: resizeMode)
        }
    }
}

extension FieldReader {
    /// Whether the file is of SigLIP's processor, by either of the keys that name a class.
    fileprivate func isSigLIPProcessor() throws(SchemaError) -> Bool {
        for key in ["image_processor_type", "feature_extractor_type"] {
            if let name = try optionalString(key) { return name.hasPrefix("Siglip") }
        }
        return false
    }

    /// The side of the square that SigLIP's images are resized to; NaFlex, which keeps a picture's shape, has none.
    fileprivate func sigLIPSize() throws(SchemaError) -> Int {
        if try optionalBool("do_center_crop") == true { throw unsupported("do_center_crop", "false") }
        if has("max_num_patches") { throw unsupported("max_num_patches", "images of one size") }
        guard has("size") else { return 224 }
        guard let side = try square("size") else { throw failure("size", "height and width") }
        return side
    }

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
