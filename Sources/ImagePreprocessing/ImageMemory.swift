import Dispatch
import Synchronization

/// Memory that images may take while they are decoded and resized, together.
///
/// An image takes its share before its decoder takes any memory, and gives it back when its square is there.
/// Where the others leave too little it waits for them; what waits gets its share in the order of arrival, so
/// that a large image is not overtaken for ever by small ones. An image that needs more than there is
/// altogether is refused at once. An image takes one share and waits only without any, so that those with
/// shares always finish and waiting always ends.
public final class ImageMemory: Sendable {
    /// Bytes of all shares together.
    public let byteCount: Int

    /// The allowance that preprocessors have unless they are given another: 1 GiB for all images of the
    /// process.
    ///
    /// A JPEG in one scan or a PNG without interlacing takes some rows of it, at any size; one that must be
    /// held whole fits up to Pillow's 178 million pixels where it takes less than six bytes a pixel, as all
    /// do but progressive JPEGs with full colours, which just do not, and WebP that is lossless (138 million)
    /// or has alpha (110 million).
    public static let shared = ImageMemory(byteCount: ImageLimits.memoryBytes)

    private struct Waiter {
        let share: Int
        let turn: DispatchSemaphore
    }

    private struct State {
        var held = 0
        var peak = 0
        /// In the order of arrival, from `first` on.
        var waiters: [Waiter] = []
        var first = 0
        var waiterCount: Int { waiters.count - first }

        mutating func hold(_ share: Int) {
            held += share
            peak = max(peak, held)
        }
    }

    private let state = Mutex(State())

    /// An allowance of so many bytes.
    public init(byteCount: Int) { self.byteCount = max(0, byteCount) }

    /// Bytes of all shares that are held now.
    package var heldByteCount: Int { state.withLock { $0.held } }

    /// The most bytes that were ever held at once.
    package var peakByteCount: Int { state.withLock { $0.peak } }

    /// Images that wait for their share.
    package var waitingCount: Int { state.withLock { $0.waiterCount } }

    /// Does work that takes memory, as soon as there is a share for it; the share is given back however the
    /// work ends.
    ///
    /// The work must not ask for another share: it might wait for itself.
    ///
    /// - Parameters:
    ///   - share: the most bytes that the work takes at once.
    ///   - image: what it is about, for the error.
    /// - Throws: `limit` at once where the share is larger than the whole allowance; what the work throws.
    func withShare<Result>(
        _ share: Int, for image: @autoclosure () -> String, _ work: () throws(ImageError) -> Result
    ) throws(ImageError) -> Result {
        guard share <= byteCount else {
            throw ImageError(
                .limit, found: "\(image()) takes up to \(share) bytes of memory to decode",
                allowed: "at most \(byteCount) for all images together")
        }
        take(share)
        defer { giveBack(share) }
        return try work()
    }

    private func take(_ share: Int) {
        let turn = state.withLock { state -> DispatchSemaphore? in
            // Not even a share that would fit overtakes those who wait.
            if state.waiterCount == 0, share <= byteCount - state.held {
                state.hold(share)
                return nil
            }
            let turn = DispatchSemaphore(value: 0)
            state.waiters.append(Waiter(share: share, turn: turn))
            return turn
        }
        turn?.wait()
    }

    private func giveBack(_ share: Int) {
        state.withLock { state in
            state.held -= share
            while state.waiterCount > 0, state.waiters[state.first].share <= byteCount - state.held {
                let waiter = state.waiters[state.first]
                state.hold(waiter.share)
                state.first += 1
                waiter.turn.signal()
            }
            if state.first * 2 > state.waiters.count {
                state.waiters.removeFirst(state.first)
                state.first = 0
            }
        }
    }
}
