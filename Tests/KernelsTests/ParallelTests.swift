import Glibc
import Kernels
import Synchronization
import Testing

struct ParallelTests {
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

    @Test(.enabled(if: availableThreads > 1))
    func severalThreadsRunAtOnce() {
        let started = Atomic(0)
        let met = Atomic(0)
        // Each waits for the other, for at most a few seconds.
        forEachInParallel(count: 2, threads: 2) { _ in
            started.add(1, ordering: .sequentiallyConsistent)
            for _ in 0..<5000 where started.load(ordering: .sequentiallyConsistent) < 2 { usleep(1000) }
            if started.load(ordering: .sequentiallyConsistent) == 2 {
                met.add(1, ordering: .sequentiallyConsistent)
            }
        }
        #expect(met.load(ordering: .sequentiallyConsistent) == 2)
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

    @Test func theLowestFailureIsThrownThoughAnotherComesLast() {
        let secondHasBegun = Atomic(false)
        #expect(throws: Failed(index: 0)) {
            try forEachInParallel(count: 2, threads: 2) { index throws(Failed) in
                if index == 1 {
                    secondHasBegun.store(true, ordering: .sequentiallyConsistent)
                    usleep(50_000)
                } else {
                    for _ in 0..<2000 where !secondHasBegun.load(ordering: .sequentiallyConsistent) {
                        usleep(1000)
                    }
                }
                throw Failed(index: index)
            }
        }
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
