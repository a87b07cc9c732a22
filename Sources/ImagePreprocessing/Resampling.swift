import CLIPSchema

/// Resizes pictures as Pillow does, and only the part that is needed.
enum Resampling {
    /// The part of a resized picture that a window shows.
    ///
    /// The pixels are those that cutting the whole resized picture would give, which is never made: of a
    /// picture of 1 x 60,000 pixels that is resized to 224 x 13,440,000, three rows are looked at.
    static func resize(
        _ image: DecodedImage, to size: PixelSize, window: PixelWindow,
        by interpolation: Preprocessing.Interpolation
    ) -> DecodedImage {
        if size == image.size { return image.cropped(to: window) }
        guard image.mode.isInterpolable else {
            return NearestSampling.resize(image, to: size, window: window)
        }
        let filter = ResamplingFilter(interpolation)
        // A side that keeps its length is not touched, as the weights for it would round.
        let across: SamplingWeights? =
            size.width == image.width
            ? nil
            : SamplingWeights(
                inputSize: image.width, outputSize: size.width, window: window.columns, filter: filter)
        let down: SamplingWeights? =
            size.height == image.height
            ? nil
            : SamplingWeights(
                inputSize: image.height, outputSize: size.height, window: window.rows, filter: filter)

        let needed = PixelWindow(
            columns: across?.source ?? window.columns, rows: down?.source ?? window.rows)
        var part = image.cropped(to: needed)
        if image.mode.hasAlpha { Premultiplication.apply(to: &part) }
        let isWide = image.mode == .luminance16
        if let down, isDownFirst(image.size, size) {
            part = isWide ? WideResampling.down(part, down) : ByteResampling.down(part, down)
        }
        if let across {
            part = isWide ? WideResampling.across(part, across) : ByteResampling.across(part, across)
        }
        if let down, !isDownFirst(image.size, size) {
            part = isWide ? WideResampling.down(part, down) : ByteResampling.down(part, down)
        }
        if image.mode.hasAlpha { Premultiplication.undo(in: &part) }
        return part
    }

    /// Whether the height changes before the width.
    ///
    /// Since version 13, Pillow takes that order where the height loses more than twice the pixels that the
    /// width does. It shows, because each pass rounds.
    private static func isDownFirst(_ old: PixelSize, _ new: PixelSize) -> Bool {
        let (columnsLost, rowsLost) = (old.width - new.width, old.height - new.height)
        return rowsLost > 0 && rowsLost > 2 * columnsLost
    }
}
