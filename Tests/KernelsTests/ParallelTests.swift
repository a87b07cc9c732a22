import Foundation
import Kernels
import Synchronization
import Testing

@Suite(.serialized) struct ParallelTests {
    private struct Failed: Error, Equatable {
        let index: Int
    }

    @Test(arguments: [1, 2, 3, 16], [0, 1, 7, 1000])
    func everyIndexRunsOnce(threads: Int, count: Int) {
        let runs = Mutex([Int](repeating: 0, count: count))
        forEachInParallel(count: count, threads: threads) { index in
            runs.withLock { $0[index] += 1 }
        }
        #expect(runs.withLock { $0.allSatisfy { $0 == 1 } })
    }

    @Test func oneThreadRunsInOrderOnTheCaller() {
        let caller = pthread_self()
        let order = Mutex<[Int]>([])
        forEachInParallel(count: 20, threads: 1) { index in
            #expect(pthread_equal(pthread_self(), caller) != 0)
            order.withLock { $0.append(index) }
        }
        #expect(order.withLock(\.self) == Array(0..<20))
    }

    @Test func eachThreadTakesIndicesInIncreasingOrder() {
        let order = Mutex<[UInt: [Int]]>([:])
        forEachInParallel(count: 500, threads: 4) { index in
            order.withLock { $0[UInt(pthread_self()), default: []].append(index) }
        }
        #expect(order.withLock { $0.values.allSatisfy { $0 == $0.sorted() } })
    }

    @Test(arguments: [2, 3])
    func noMoreThanTheGivenThreadsRunAtOnce(threads: Int) {
        let running = Mutex((now: 0, most: 0))
        forEachInParallel(count: 50, threads: threads) { _ in
            running.withLock {
                $0.now += 1
                $0.most = max($0.most, $0.now)
            }
            usleep(200)
            running.withLock { $0.now -= 1 }
        }
        #expect(running.withLock(\.most) <= threads)
    }

    /// Other tests may have the threads, which are then not waited for: it is tried until they come.
    @Test(.enabled(if: availableThreads > 1))
    func severalThreadsRunAtOnce() {
        let deadline = ContinuousClock.now + .seconds(120)
        let haveMet = Atomic(false)
        while !haveMet.load(ordering: .sequentiallyConsistent), ContinuousClock.now < deadline {
            let running = Atomic(0)
            forEachInParallel(count: 2, threads: 2) { _ in
                running.add(1, ordering: .sequentiallyConsistent)
                for _ in 0..<100 {
                    if running.load(ordering: .sequentiallyConsistent) == 2 {
                        haveMet.store(true, ordering: .sequentiallyConsistent)
                    }
                    if haveMet.load(ordering: .sequentiallyConsistent) { break }
                    usleep(1000)
                }
                running.subtract(1, ordering: .sequentiallyConsistent)
            }
        }
        let didMeet = haveMet.load(ordering: .sequentiallyConsistent)
        #expect(didMeet)
    }

    /// Were the second caller's work to wait for the threads that the first one has, neither would end.
    @Test func whoCallsWhileThreadsAreAtWorkIsNotHeldUp() {
        let deadline = ContinuousClock.now + .seconds(120)
        let secondIsDone = Atomic(false)
        let runs = Atomic(0)
        forEachInParallel(count: 2, threads: 2) { index in
            guard index == 0 else { return }
            let second = Thread {
                forEachInParallel(count: 100, threads: 2) { _ in runs.add(1, ordering: .relaxed) }
                secondIsDone.store(true, ordering: .sequentiallyConsistent)
            }
            second.start()
            while !secondIsDone.load(ordering: .sequentiallyConsistent), ContinuousClock.now < deadline {
                usleep(100)
            }
            let isSecondDone = secondIsDone.load(ordering: .sequentiallyConsistent)
            #expect(isSecondDone)
        }
        let runCount = runs.load(ordering: .relaxed)
        #expect(runCount == 100)
    }

    @Test(arguments: [1, 2, 4]) func workWithinWorkIsDone(threads: Int) {
        let runs = Atomic(0)
        forEachInParallel(count: 8, threads: threads) { _ in
            forEachInParallel(count: 50, threads: threads) { _ in runs.add(1, ordering: .relaxed) }
        }
        let runCount = runs.load(ordering: .relaxed)
        #expect(runCount == 400)
    }

    @Test(arguments: [1, 2, 4])
    func theLowestFailureIsThrownThoughAnotherComesFirst(threads: Int) {
        #expect(throws: Failed(index: 3)) {
            try forEachInParallel(count: 100, threads: threads) { index throws(Failed) in
                // The lower ones fail late.
                if index == 3 { usleep(100_000) }
                if index % 10 == 3 { throw Failed(index: index) }
            }
        }
    }

    /// Tried again while other tests have the threads and the second does not begin.
    @Test(.enabled(if: availableThreads > 1))
    func theLowestFailureIsThrownThoughAnotherComesLast() {
        let deadline = ContinuousClock.now + .seconds(120)
        let secondHasBegun = Atomic(false)
        while !secondHasBegun.load(ordering: .sequentiallyConsistent), ContinuousClock.now < deadline {
            #expect(throws: Failed(index: 0)) {
                try forEachInParallel(count: 2, threads: 2) { index throws(Failed) in
                    if index == 1 {
                        secondHasBegun.store(true, ordering: .sequentiallyConsistent)
                        usleep(50_000)
                    } else {
                        for _ in 0..<100 where !secondHasBegun.load(ordering: .sequentiallyConsistent) {
                            usleep(1000)
                        }
                    }
                    throw Failed(index: index)
                }
            }
        }
        let hasSecondBegun = secondHasBegun.load(ordering: .sequentiallyConsistent)
        #expect(hasSecondBegun)
    }

    @Test(arguments: [1, 2, 4])
    func nothingBeginsAfterAFailure(threads: Int) {
        let begun = Atomic(0)
        #expect(throws: Failed(index: 0)) {
            try forEachInParallel(count: 10_000, threads: threads) { index throws(Failed) in
                begun.add(1, ordering: .relaxed)
                if index == 0 { throw Failed(index: index) }
                usleep(1000)
            }
        }
        #expect(begun.load(ordering: .relaxed) < 1000)
    }

    @Test func thereIsAProcessorToRunOn() {
        #expect(availableThreads >= 1)
    }
}
