@preconcurrency import Glibc

/// The durations of many operations in seconds, the shortest first.
struct Latencies {
  private let sorted: [Double]

  /// Times a body, but not its preparation.
  static func measure<Prepared>(
    _ count: Int, prepare: (Int) throws -> Prepared, _ body: (Prepared) throws -> Void
  ) rethrows -> Latencies {
    var latencies: [Double] = []
    latencies.reserveCapacity(count)
    for index in 0..<count {
      let prepared = try prepare(index)
      let start = now()
      try body(prepared)
      latencies.append(now() - start)
    }
    return Latencies(sorted: latencies.sorted())
  }

  /// The JSON members that every peer prints.
  var json: String {
    let seconds = sorted.reduce(0, +)
    return #""seconds":\#(seconds),"perSecond":\#(Double(sorted.count) / seconds),"#
      + #""p50":\#(quantile(0.5) * 1e6),"p99":\#(quantile(0.99) * 1e6)"#
  }

  private func quantile(_ share: Double) -> Double { sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))] }

  private static func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
