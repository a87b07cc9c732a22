import Foundation
import TestSupport

// The three functions that Fuzz/clip-fuzz/clip-fuzz.c calls; libFuzzer hands its inputs over as pointers, so this
// is the one file here with unsafe code.

/// The target that this process tries: libFuzzer's own processes inherit the variable.
private let target: FuzzTarget = {
    let name = ProcessInfo.processInfo.environment["CLIPW_FUZZ_TARGET"]
    guard let target = FuzzTarget.all.first(where: { $0.name == name }) else {
        let names = FuzzTarget.all.map(\.name).joined(separator: ", ")
        preconditionFailure("CLIPW_FUZZ_TARGET must be one of \(names)")
    }
    return target
}()

/// Writes the seeds into the folder that CLIPW_FUZZ_SEEDS names.
@_cdecl("clip_fuzz_begin")
public func begin() {
    guard let folder = ProcessInfo.processInfo.environment["CLIPW_FUZZ_SEEDS"] else { return }
    do {
        for (number, seed) in try target.seeds().enumerated() {
            try Data(seed).write(to: URL(filePath: "\(folder)/seed-\(number)"))
        }
    } catch {
        preconditionFailure("the seeds cannot be written: \(error)")
    }
}

/// Tries one input; ends the process where the parser does anything but read or refuse it.
@_cdecl("clip_fuzz_run")
public func run(_ start: UnsafePointer<UInt8>?, _ count: Int) {
    // libFuzzer lends `count` bytes for this call.
    let bytes = unsafe UnsafeBufferPointer(start: start, count: count)
    unsafe target.accepts(Array(bytes))
}

/// Changes an input in place; returns its new length.
@_cdecl("clip_fuzz_mutate")
public func mutate(
    _ start: UnsafeMutablePointer<UInt8>, _ count: Int, _ capacity: Int, _ seed: UInt32,
    _ mutateBytes: @convention(c) (UnsafeMutablePointer<UInt8>?, Int, Int) -> Int
) -> Int {
    // libFuzzer lends room for `capacity` bytes, of which the first `count` are the input.
    let room = unsafe UnsafeMutableBufferPointer(start: start, count: capacity)
    var generator = SeededGenerator(seed: UInt64(seed))
    let changed = unsafe target.mutated(Array(room.prefix(count)), by: &generator) { bytes in
        // There is room for `capacity` bytes, and it says how many it used.
        unsafe [UInt8](unsafeUninitializedCapacity: capacity) { buffer, used in
            _ = unsafe buffer.initialize(from: bytes.prefix(capacity))
            used = unsafe mutateBytes(buffer.baseAddress, min(bytes.count, capacity), capacity)
        }
    }
    let kept = changed.prefix(capacity)
    _ = unsafe room.update(from: kept)
    return kept.count
}
