import ModelKit

/// What each of the 256 values of a channel becomes.
struct NormalizationTable {
    /// Red, green and blue, 256 values each.
    let channels: [[Float]]

    /// In float32 as torchvision computes it: `ToTensor` divides by 255, `Normalize` subtracts the mean and
    /// divides by the deviation, both of them rounded to float32 first.
    init(_ preprocessing: Preprocessing) {
        channels = zip(preprocessing.mean, preprocessing.standardDeviation).map { mean, deviation in
            (0...255).map { value in
                (Float(value) / 255 - Float(mean)) / Float(deviation)
            }
        }
    }
}
