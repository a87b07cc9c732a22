import StrictJSON

extension Preprocessing {
    /// `preprocess_cfg` of `open_clip_config.json`, with the defaults of `PreprocessCfg` of open_clip 3.3.0
    /// (`transform.py`).
    ///
    /// Without a size it is the model's.
    package init(openCLIP fields: FieldReader, imageResolution: Int) throws(SchemaError) {
        try fields.requireNoOthers(
            than: ["size", "mode", "mean", "std", "interpolation", "resize_mode", "fill_color"])
        if let mode = try fields.optionalString("mode"), mode != "RGB" {
            throw fields.unsupported("mode", "RGB")
        }
        let resizeMode: ResizeMode =
            try fields.has("resize_mode") ? fields.choice("resize_mode") : .shortest
        // Only a picture that does not fill the square shows the colour beside it.
        if resizeMode == .longest, let color = try fields.optionalInteger("fill_color"), color != 0 {
            throw fields.unsupported("fill_color", "0")
        }
        try self.init(
            imageSize: fields.optionalSide("size") ?? imageResolution,
            mean: fields.numbers("mean") ?? Self.openAIMean,
            standardDeviation: fields.numbers("std") ?? Self.openAIStandardDeviation,
            interpolation: fields.has("interpolation") ? fields.choice("interpolation") : .bicubic,
            resizeMode: resizeMode)
    }
}
