import Foundation
import Testing

/// Checks a property for many generated values; a failure is made smaller, and printed with the seed that repeats it.
///
/// `VIDEO_SPEC_SEED` replaces the seed; under `make soak` there are a hundred times the runs, from a new seed every time.
func forAll<Value>(
  _ runs: Int = 300, _ generate: (inout Choices) -> Value, sourceLocation: SourceLocation = #_sourceLocation,
  holds property: (Value) throws -> Bool
) {
  let environment = ProcessInfo.processInfo.environment
  let isSoak = environment["VIDEO_SPEC_SOAK"] != nil
  let seed =
    environment["VIDEO_SPEC_SEED"].flatMap { UInt64($0) } ?? (isSoak ? .random(in: 0...UInt64.max) : 20_260_102)
  var seeds = Choices(seed: seed)
  for _ in 0..<(isSoak ? runs * 100 : runs) {
    var choices = Choices(seed: UInt64(seeds.next(below: Int.max)))
    let value = generate(&choices)
    if (try? property(value)) == true { continue }
    let smallest = shrink(choices.taken) { candidate in
      var replay = Choices(replaying: candidate)
      return (try? property(generate(&replay))) != true
    }
    var replay = Choices(replaying: smallest)
    let counterexample = generate(&replay)
    var outcome = "it is false"
    do { _ = try property(counterexample) } catch { outcome = "it throws \(error)" }
    Issue.record("seed \(seed): \(outcome) for \(counterexample)", sourceLocation: sourceLocation)
    return
  }
}

/// Shorter and smaller decisions that still fail, tried until none does.
private func shrink(_ choices: [UInt64], fails: ([UInt64]) -> Bool) -> [UInt64] {
  var best = choices
  var budget = 2000
  func attempt(_ candidate: [UInt64]) -> Bool {
    guard budget > 0 else { return false }
    budget -= 1
    guard fails(candidate) else { return false }
    best = candidate
    return true
  }
  var improved = true
  while improved {
    improved = false
    for length in [64, 16, 4, 1] {
      var start = 0
      while start + length <= best.count {
        var candidate = best
        candidate.removeSubrange(start..<(start + length))
        if attempt(candidate) { improved = true } else { start += 1 }
      }
    }
    for index in best.indices where best[index] > 0 {
      for smaller in [0, best[index] / 2, best[index] - 1] where smaller < best[index] {
        var candidate = best
        candidate[index] = smaller
        if attempt(candidate) {
          improved = true
          break
        }
      }
    }
  }
  return best
}
