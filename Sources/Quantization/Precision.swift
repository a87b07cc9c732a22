/// What the weights of a `.clipw` file are stored in; the raw value is the file's own spelling.
package enum Precision: String, Sendable, CaseIterable {
    /// IEEE 754 binary32.
    case fp32
    /// IEEE 754 binary16.
    case fp16
    /// The upper half of a binary32.
    case bf16
    /// 8-bit integers with a scale for each output channel where `PrecisionPolicy` allows it.
    case int8
}
