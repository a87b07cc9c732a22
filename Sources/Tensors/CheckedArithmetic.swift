/// The product, or nil where it overflows.
///
/// A zero factor gives zero even where others would overflow.
public func checkedProduct(_ factors: [Int]) -> Int? {
    if factors.contains(0) { return 0 }
    var product = 1
    for factor in factors {
        let (result, overflow) = product.multipliedReportingOverflow(by: factor)
        if overflow { return nil }
        product = result
    }
    return product
}

/// The sum, or nil where it overflows.
public func checkedSum(_ terms: Int...) -> Int? {
    var sum = 0
    for term in terms {
        let (result, overflow) = sum.addingReportingOverflow(term)
        if overflow { return nil }
        sum = result
    }
    return sum
}

/// `value` rounded up to a multiple of `alignment`, or nil where that overflows.
public func aligned(_ value: Int, to alignment: Int) -> Int? {
    let remainder = value % alignment
    return remainder == 0 ? value : checkedSum(value, alignment - remainder)
}
