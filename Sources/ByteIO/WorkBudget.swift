/// What reading one input may cost, charged as the work is done.
///
/// Cost that is linear in the input is promised by this number: an input may cost a constant and a multiple of its
/// bytes, and every copy, visit and step is charged before it is made. Pass it on `inout`, so that all stages of
/// one input draw on the same budget.
public struct WorkBudget: Sendable {
    /// What is counted.
    public enum Cost: Int, Sendable, CaseIterable {
        /// Bytes of memory that are taken, or copied.
        case bytes
        /// Values that are made, or visited.
        case nodes
        /// Elementary steps: comparisons, opcodes, characters.
        case steps
    }

    /// How much of one cost an input of a size may cause: `base + perByte * size`.
    public struct Allowance: Sendable, Equatable {
        /// What even an empty input may cost.
        public var base: Int
        /// What each byte of the input adds.
        public var perByte: Int

        /// An allowance of a constant and a slope.
        public init(base: Int, perByte: Int) {
            self.base = base
            self.perByte = perByte
        }

        func amount(forBytes byteCount: Int) -> Int {
            let (slope, overflow) = perByte.multipliedReportingOverflow(by: byteCount)
            guard !overflow else { return .max }
            let (sum, overflows) = base.addingReportingOverflow(slope)
            return overflows ? .max : sum
        }
    }

    private let allowances: [Allowance]
    private var spent = [Int](repeating: 0, count: Cost.allCases.count)
    /// Bytes of the input that count towards what it may cost.
    public private(set) var inputBytes: Int

    /// A budget for an input of this size; what it has beyond that is added by `admit(_:)` as it is met.
    public init(inputBytes: Int = 0, bytes: Allowance, nodes: Allowance, steps: Allowance) {
        allowances = [bytes, nodes, steps]
        self.inputBytes = max(0, inputBytes)
    }

    /// Counts bytes of the input that have been read, so that bytes which nobody looks at buy nothing.
    public mutating func admit(_ byteCount: Int) {
        let (sum, overflow) = inputBytes.addingReportingOverflow(max(0, byteCount))
        inputBytes = overflow ? .max : sum
    }

    /// What has been spent of a cost so far.
    public func spent(_ cost: Cost) -> Int { spent[cost.rawValue] }

    /// Charges an amount before it is spent.
    ///
    /// - Parameter what: what the work is, to stand before "costs more than its size allows".
    /// - Throws: `malformed` where the sum is more than the allowance.
    public mutating func charge(
        _ amount: Int, _ cost: Cost, for what: @autoclosure () -> String
    ) throws(FileError) {
        let (sum, overflow) = spent[cost.rawValue].addingReportingOverflow(max(0, amount))
        let allowed = allowances[cost.rawValue].amount(forBytes: inputBytes)
        guard !overflow, sum <= allowed else {
            throw FileError(
                .malformed, found: "\(what()) costs more than its size allows",
                allowed: "at most \(allowed) \(cost) in all")
        }
        spent[cost.rawValue] = sum
    }
}
