import Foundation
import ModelKit
import Synchronization
import TestSupport
import Testing

@testable import ImagePreprocessing

/// One bound for all images of a process, whatever they are and however many come at once.
@Suite struct ImageMemoryTests {
    /// Runs work on threads of its own, and waits for all of them.
    private static func onThreads(_ count: Int, _ work: @escaping @Sendable (Int) -> Void) {
        let group = DispatchGroup()
        for index in 0..<count {
            group.enter()
            Thread {
                work(index)
                group.leave()
            }.start()
        }
        group.wait()
    }

    /// A lossless WebP that needs this part of an allowance, and the allowance.
    private static func webP(needing part: Double) throws -> (bytes: [UInt8], memory: ImageMemory) {
        let bytes = WebPBuilder.oneColour(600, 400)
        let unbounded = ImageMemory(byteCount: .max)
        _ = try ImagePreprocessor(.openAI(imageSize: 16), memory: unbounded).pixels(ofEncoded: bytes)
        return (bytes, ImageMemory(byteCount: Int(Double(unbounded.peakByteCount) / part)))
    }

    @Test(arguments: [0.6, 0.4, 1.0]) func imagesTogetherTakeNoMoreThanIsAllowed(_ part: Double) throws {
        let (bytes, memory) = try Self.webP(needing: part)
        let preprocessor = ImagePreprocessor(.openAI(imageSize: 16), memory: memory)
        let done = Mutex(0)
        Self.onThreads(12) { _ in
            for _ in 0..<3 where (try? preprocessor.pixels(ofEncoded: bytes)) != nil {
                done.withLock { $0 += 1 }
            }
        }
        #expect(done.withLock { $0 } == 36)
        #expect(memory.peakByteCount > 0 && memory.peakByteCount <= memory.byteCount)
        #expect(memory.heldByteCount == 0 && memory.waitingCount == 0)
    }

    @Test func imageThatNeverFitsIsRefusedWhileOthersWait() throws {
        let memory = ImageMemory(byteCount: 100)
        try memory.withShare(60, for: "one") { () throws(ImageError) in
            let waiting = Thread { try? memory.withShare(60, for: "another") {} }
            waiting.start()
            while memory.waitingCount == 0 { Thread.sleep(forTimeInterval: 0.001) }
            let error = #expect(throws: ImageError.self) { try memory.withShare(101, for: "a third") {} }
            #expect(error?.code == .limit)
            #expect(
                error?.description
                    == "a third takes up to 101 bytes of memory to decode (at most 100 for all images "
                    + "together)"
            )
        }
        while memory.heldByteCount > 0 || memory.waitingCount > 0 { Thread.sleep(forTimeInterval: 0.001) }
        #expect(memory.peakByteCount == 60)
    }

    /// Small images come for ever; the large one that waits since before them has its turn before they do.
    @Test func sharesAreGivenInTheOrderOfArrival() throws {
        let memory = ImageMemory(byteCount: 100)
        let order = Mutex<[Int]>([])
        let group = DispatchGroup()
        try memory.withShare(50, for: "the first") { () throws(ImageError) in
            for (place, share) in [100, 10, 10, 90, 10].enumerated() {
                group.enter()
                Thread {
                    try? memory.withShare(share, for: "") { order.withLock { $0.append(place) } }
                    group.leave()
                }.start()
                while memory.waitingCount <= place { Thread.sleep(forTimeInterval: 0.001) }
            }
            #expect(order.withLock { $0 }.isEmpty)
        }
        group.wait()
        let seen = order.withLock { $0 }
        #expect(seen.first == 0)
        #expect(Set(seen) == [0, 1, 2, 3, 4])
        #expect(memory.peakByteCount == 100)
    }

    /// Images of which an end is cut off, and a WebP, which is read as a file of chunks first, without codes.
    @Test(arguments: ["jpeg-progressive.jpg", "png-rgb-8-interlaced.png", "jpeg-420.jpg", "WebP"])
    func failureGivesItsShareBack(_ file: String) throws {
        let memory = ImageMemory(byteCount: 1 << 26)
        let preprocessor = ImagePreprocessor(.openAI(imageSize: 16), memory: memory)
        let isWebP = file == "WebP"
        let bytes = isWebP ? WebPBuilder.oneColour(16, 16) : try Repository.fixtureBytes("images/" + file)
        let broken = isWebP ? WebPBuilder.changed { $0.codedGroups = 0 } : Array(bytes.dropLast(40))
        #expect(throws: ImageError.self) { try preprocessor.pixels(ofEncoded: broken) }
        #expect(memory.heldByteCount == 0)
        #expect(memory.peakByteCount > 0)
        _ = try preprocessor.pixels(ofEncoded: bytes)
        #expect(memory.heldByteCount == 0)
    }

    @Test func imageThatCanNeverFitIsRefusedWithItsSizes() throws {
        let memory = ImageMemory.shared
        let preprocessor = ImagePreprocessor(.openAI(imageSize: 16))
        let error = try #require(throws: ImageError.self) {
            try preprocessor.pixels(ofEncoded: WebPBuilder.oneColour(16_383, 10_922))
        }
        #expect(error.code == .limit)
        #expect(error.found.hasPrefix("the WebP image of 16383 x 10922 pixels takes up to "))
        #expect(error.allowed == "at most \(memory.byteCount) for all images together")
    }
}
