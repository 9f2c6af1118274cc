import ReferenceImpl

/// Counts a service's requests, and writes the counts in Prometheus' text format.
package final class ServiceMetrics: Sendable {
  /// The upper bounds of the histogram's buckets, in microseconds.
  private static let bounds = [
    500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000, 2_500_000, 5_000_000,
    10_000_000,
  ]

  private struct Key: Hashable {
    let operation: String
    /// 0 for a request without a response.
    let status: Int
  }

  private struct Durations {
    /// The number of durations in each bucket; the last one has those above all bounds.
    var counts = [Int](repeating: 0, count: ServiceMetrics.bounds.count + 1)
    var microseconds = 0
  }

  private struct State {
    var requests: [Key: Int] = [:]
    var durations: [String: Durations] = [:]
    var running = 0
    var counters: [String: Int] = [:]
  }

  private let state = SharedState(State())

  package init() {}

  /// Counts a request that begins.
  func begin() { state.withLock { $0.running += 1 } }

  /// Counts a request that has ended.
  ///
  /// - Parameters:
  ///   - operation: The operation's ID, or nil if the request has none.
  ///   - status: The status, or nil if the connection ended without a response.
  func end(operation: String?, status: Int?, duration: Duration) {
    let operation = operation ?? "none"
    let (seconds, attoseconds) = duration.components
    let microseconds = Int(seconds) * 1_000_000 + Int(attoseconds / 1_000_000_000_000)
    state.withLock { state in
      state.running -= 1
      state.requests[Key(operation: operation, status: status ?? 0), default: 0] += 1
      let bucket = Self.bounds.firstIndex { microseconds <= $0 } ?? Self.bounds.count
      state.durations[operation, default: Durations()].counts[bucket] += 1
      state.durations[operation, default: Durations()].microseconds += microseconds
    }
  }

  /// Adds to a counter of the service, such as `uploads_swept`.
  package func count(_ counter: String, _ amount: Int = 1) {
    state.withLock { $0.counters[counter, default: 0] += amount }
  }

  /// The counts in Prometheus' text format.
  package var text: String {
    let state = state.withLock { $0 }
    var lines = [
      "# HELP video_spec_requests_total Requests that have ended, by operation and status.",
      "# TYPE video_spec_requests_total counter",
    ]
    for (key, count) in state.requests.sorted(by: {
      ($0.key.operation, $0.key.status) < ($1.key.operation, $1.key.status)
    }) {
      lines.append(
        "video_spec_requests_total{operation=\"\(key.operation)\",status=\"\(key.status == 0 ? "none" : "\(key.status)")\"} \(count)"
      )
    }
    lines += [
      "# HELP video_spec_requests_running Requests that are being answered.",
      "# TYPE video_spec_requests_running gauge", "video_spec_requests_running \(state.running)",
      "# HELP video_spec_request_seconds How long requests took, by operation.",
      "# TYPE video_spec_request_seconds histogram",
    ]
    for (operation, durations) in state.durations.sorted(by: { $0.key < $1.key }) {
      var total = 0
      for (index, count) in durations.counts.enumerated() {
        total += count
        let bound = index < Self.bounds.count ? Self.seconds(Self.bounds[index]) : "+Inf"
        lines.append("video_spec_request_seconds_bucket{operation=\"\(operation)\",le=\"\(bound)\"} \(total)")
      }
      lines.append("video_spec_request_seconds_sum{operation=\"\(operation)\"} \(Self.seconds(durations.microseconds))")
      lines.append("video_spec_request_seconds_count{operation=\"\(operation)\"} \(total)")
    }
    for (counter, count) in state.counters.sorted(by: { $0.key < $1.key }) {
      lines += ["# TYPE video_spec_\(counter)_total counter", "video_spec_\(counter)_total \(count)"]
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func seconds(_ microseconds: Int) -> String {
    let digits = String(1_000_000 + microseconds % 1_000_000).dropFirst()
    return "\(microseconds / 1_000_000).\(digits)"
  }
}
