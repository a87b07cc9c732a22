/// Resizes an image as Pillow does while its rows come, and only the part that is needed.
///
/// The pixels are those that cutting the whole resized image would give, which is never made: of an image of
/// 1 x 60,000 pixels that is resized to 224 x 13,440,000, three rows are looked at. Pillow makes the passes
/// one after another over the whole image; as each row of a pass hangs on some rows of the one before, they
/// can be made on few rows at a time.
struct RowResampler: RowSink {
    private let plan: ResizePlan
    private let columns: Range<Int>
    private let rows: Range<Int>
    private let across: AcrossPass?
    private var window: RowWindow?
    private var rowCount = 0
    private var pixels: [UInt8] = []

    init(_ plan: ResizePlan, filter: ResamplingFilter) {
        self.plan = plan
        let across = plan.columns.isKept ? nil : SamplingWeights(plan.columns, filter: filter)
        let down = plan.rows.isKept ? nil : SamplingWeights(plan.rows, filter: filter)
        columns = across?.source ?? plan.columns.keptWindow
        rows = down?.source ?? plan.rows.keptWindow
        self.across = across.map { AcrossPass($0, plan.mode) }
        let width = plan.isDownFirst ? columns.count : plan.columns.window.count
        window = down.map {
            RowWindow($0, stride: width * plan.mode.byteCount, rowCapacity: plan.rowCapacity)
        }
        pixels.reserveCapacity(
            plan.columns.window.count * plan.rows.window.count * plan.mode.byteCount)
    }

    mutating func append(_ batch: DecodedImage) {
        let needed = rows.clamped(to: rowCount..<rowCount + batch.height)
        let first = rowCount
        rowCount += batch.height
        guard !needed.isEmpty else { return }
        var part = batch.cropped(
            to: PixelWindow(
                columns: columns, rows: needed.lowerBound - first..<needed.upperBound - first))
        if plan.mode.hasAlpha { Premultiplication.apply(to: &part) }
        if plan.isDownFirst {
            part = window?.append(part) ?? part
            part = across?.apply(to: part) ?? part
        } else {
            part = across?.apply(to: part) ?? part
            part = window?.append(part) ?? part
        }
        pixels += part.pixels
    }

    mutating func finish() -> DecodedImage {
        var image = DecodedImage(
            width: plan.columns.window.count, height: plan.rows.window.count, mode: plan.mode, pixels: pixels)
        if plan.mode.hasAlpha { Premultiplication.undo(in: &image) }
        return image
    }
}
