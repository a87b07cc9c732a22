package import ByteIO
import Synchronization

/// A line on the terminal that shows how far a piece of work is and how long the rest will take.
///
/// It appears after a second, so that short work stays quiet, and is drawn at most ten times a second. Safe to
/// advance from several threads. Where standard error is no terminal it draws nothing.
package final class ProgressBar: Sendable {
    private struct State {
        var done = 0
        var lastDrawn: ContinuousClock.Instant?
    }

    /// What work is counted in.
    package enum Unit: Sendable {
        case bytes
        case items
    }

    private let label: String
    private let unit: Unit
    private let start = ContinuousClock.now
    private let state = Mutex(State())
    private let isVisible: Bool

    /// A bar for work of which nothing is done yet.
    package init(_ label: String, unit: Unit = .bytes, on stream: StandardStream = .error) {
        self.label = label
        self.unit = unit
        isVisible = stream.isTerminal
    }

    /// Notes that this many more bytes or items are done, of `total` in all; nil where nobody knows yet.
    package func advance(by count: Int, of total: Int?) {
        state.withLock { state in
            state.done = state.done.addingReportingOverflow(count).partialValue
            guard isVisible else { return }
            let now = ContinuousClock.now
            let isDue = state.lastDrawn.map { now - $0 >= .milliseconds(100) } ?? (now - start >= .seconds(1))
            guard isDue else { return }
            state.lastDrawn = now
            draw(done: state.done, of: total.map { max($0, 1) }, elapsed: seconds(now - start))
        }
    }

    /// Takes the bar off the screen again, if it was there.
    package func finish() {
        state.withLock { state in
            guard state.lastDrawn != nil else { return }
            state.lastDrawn = nil
            try? StandardStream.error.write("\r\u{1B}[K")
        }
    }

    private func draw(done: Int, of total: Int?, elapsed: Double) {
        let columns = StandardStream.error.columns ?? 80
        try? StandardStream.error.write(
            "\r\u{1B}[K" + Self.line(label, done, total, unit, elapsed: elapsed, columns: columns))
    }

    /// The bar as text: label, bar, percentage, rate and time left, not wider than the terminal; without a total the
    /// label, the count and the rate.
    static func line(
        _ label: String, _ done: Int, _ total: Int?, _ unit: Unit = .bytes, elapsed: Double, columns: Int
    ) -> String {
        let rate = Double(done) / max(elapsed, 0.001)
        let speed =
            unit == .bytes
            ? Units.bytes(Int(exactly: rate.rounded()) ?? .max) : Units.decimal(rate, digits: 1)
        guard let total else {
            let count = unit == .bytes ? Units.bytes(done) : Units.count(done)
            return String("\(label) \(count)  \(speed)/s".prefix(max(columns - 1, 0)))
        }
        let fraction = min(1, Double(done) / Double(total))
        let left = Double(total - min(done, total)) / max(rate, 0.001)
        let numbers =
            " \(Units.decimal(fraction * 100, digits: 0)) %  \(speed)/s  "
            + "\(Units.duration(left)) left"
        let width = columns - label.count - numbers.count - 4
        guard width >= 5 else { return String((label + numbers).prefix(max(columns - 1, 0))) }
        let filled = Int(Double(width) * fraction)
        let bar = String(repeating: "=", count: filled) + String(repeating: " ", count: width - filled)
        return "\(label) [\(bar)]\(numbers)"
    }

    private func seconds(_ duration: Duration) -> Double {
        duration / .seconds(1)
    }
}
