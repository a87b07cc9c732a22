import CKernels
import Synchronization

/// Processors that this process may use: those of the machine, or fewer under `taskset` or in a container.
public var availableThreads: Int { Int(clip_processor_count()) }

/// The number of threads that a caller's number stands for: the nearest from 1 to 1,024.
public func threadCount(_ requested: Int) -> Int { min(max(requested, 1), 1024) }

/// Threads that work may be spread over where this many are allowed: one if the caller is one of several at work already.
public func usableThreads(_ threads: Int) -> Int { Int(clip_usable_threads(Int32(threadCount(threads)))) }

/// Calls `body` with every index from 0 up to `count`, on several threads, and returns when all are done.
///
/// Swift's one way to the threads that layers use too, so that the two never compete. Each thread takes the lowest index
/// that none has taken yet, so work of any length is spread evenly and begins in order. With one thread, or one index,
/// everything happens on the caller's, and it may where the threads are at another caller's work. The body must not wait for
/// an index higher than its own.
///
/// - Parameters:
///   - threads: the most to use, as `threadCount` counts them; there may be fewer.
/// - Throws: the error of the lowest index that failed, however the threads were timed. No index is begun
///   after a failure is seen; those already begun are finished first.
public func forEachInParallel<Failure: Error>(
    count: Int, threads: Int, _ body: @Sendable (Int) throws(Failure) -> Void
) throws(Failure) {
    precondition(count >= 0, "a negative count")
    let threads = threadCount(threads)
    guard threads > 1, count > 1 else {
        for index in 0..<count { try body(index) }
        return
    }
    let next = Atomic(0)
    // Lower indices than a failing one have all been handed out, so each of them gets to record its error.
    let failure = Mutex<(index: Int, error: Failure)?>(nil)
    onEveryThread(min(threads, count)) {
        while true {
            let index = next.add(1, ordering: .relaxed).oldValue
            guard index < count else { return }
            do throws(Failure) {
                try body(index)
            } catch {
                failure.withLock { first in
                    if first.map({ index < $0.index }) ?? true { first = (index, error) }
                }
                next.store(count, ordering: .relaxed)
            }
        }
    }
    if let failure = failure.withLock(\.self) { throw failure.error }
}

/// What `body` gives for every index, in their order; calls it as `forEachInParallel` does.
public func mapInParallel<Value: Sendable, Failure: Error>(
    count: Int, threads: Int, _ body: @Sendable (Int) throws(Failure) -> Value
) throws(Failure) -> [Value] {
    let places = Mutex([Value?](repeating: nil, count: count))
    try forEachInParallel(count: count, threads: threads) { index throws(Failure) in
        let value = try body(index)
        places.withLock { $0[index] = value }
    }
    return places.withLock { $0 }.compactMap(\.self)
}

private func onEveryThread(_ threads: Int, _ body: () -> Void) {
    withoutActuallyEscaping(body) { escapable in
        var context = escapable
        // The context outlives the call, which returns only when every thread has left the body.
        unsafe withUnsafeMutablePointer(to: &context) { pointer in
            unsafe clip_parallel(
                { unsafe $0?.assumingMemoryBound(to: (() -> Void).self).pointee() }, pointer, Int32(threads))
        }
        // The check here that nothing escaped contains the length of this file's path, mapped or not.
        // A name makes the command the same in every folder.
        #sourceLocation(file:"Sources/Kernels/Parallel.swift",line:76)
    }
    #sourceLocation()
}
