/// Numbers as people read them.
package enum Units {
    /// Bytes in powers of ten, as disks and networks are sold: `302.7 MB`.
    package static func bytes(_ count: Int) -> String {
        var value = Double(count)
        var unit = 0
        let units = ["B", "kB", "MB", "GB", "TB", "PB", "EB"]
        while value >= 999.95, unit < units.count - 1 {
            value /= 1000
            unit += 1
        }
        return unit == 0 ? "\(count) B" : "\(decimal(value, digits: 1)) \(units[unit])"
    }

    /// Seconds: `0.42 s`, `12.3 s`, `4 min 05 s`.
    package static func duration(_ seconds: Double) -> String {
        if seconds < 10 { return "\(decimal(seconds, digits: 2)) s" }
        if seconds < 60 { return "\(decimal(seconds, digits: 1)) s" }
        let whole = seconds < 1e9 ? Int(seconds) : 999_999_999
        let rest = whole % 60
        return "\(whole / 60) min \(rest < 10 ? "0" : "")\(rest) s"
    }

    /// How long ago something was, in whole days of 24 hours: `today`, `yesterday`, `12 days ago`.
    package static func age(_ seconds: Int) -> String {
        switch seconds / 86_400 {
        case ...0: "today"
        case 1: "yesterday"
        case let days: "\(days) days ago"
        }
    }

    /// A number with this many digits after the point.
    package static func decimal(_ value: Double, digits: Int) -> String {
        guard value.isFinite, abs(value) < 1e15 else { return "\(value)" }
        var scale = 1.0
        for _ in 0..<digits { scale *= 10 }
        let scaled = Int((abs(value) * scale).rounded())
        let sign = value < 0 && scaled != 0 ? "-" : ""
        let fraction = String(scaled % Int(scale))
        let whole = "\(sign)\(scaled / Int(scale))"
        return digits == 0
            ? whole : whole + "." + String(repeating: "0", count: digits - fraction.count) + fraction
    }

    /// A count with thousands apart: `151,277,313`.
    package static func count(_ number: Int) -> String {
        let digits = String(number.magnitude)
        var grouped = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index).isMultiple(of: 3) { grouped += "," }
            grouped.append(digit)
        }
        return (number < 0 ? "-" : "") + grouped
    }
}
