import VideoSpec

/// How many responses of a race have which status.
package struct StatusCounts: Hashable, Sendable {
  /// The most requests of a race.
  static let requestLimit = 64

  /// Empty if it does not matter. Beside an expectation of each response, statuses that are not named here do not matter.
  package let exact: [Int: Int]
  package let atLeast: [Int: Int]
  private let isBesideEach: Bool

  /// Reads the members `counts` and `atLeast`.
  ///
  /// - Parameters:
  ///   - requests: How many requests the race has.
  ///   - hasEach: Whether the race expects something of each response.
  init(_ expect: VectorNode, requests: Int, hasEach: Bool) throws(VectorFault) {
    exact = try Self.counts(expect.optional("counts"))
    atLeast = try Self.counts(expect.optional("atLeast"))
    isBesideEach = hasEach
    let all = exact.values.reduce(0, +)
    // Beside `each`, other statuses than those that are counted may occur.
    if !exact.isEmpty, hasEach ? all > requests : all != requests {
      throw try expect.member("counts").fault("counts \(all) responses to \(requests) requests")
    }
  }

  private static func counts(_ node: VectorNode?) throws(VectorFault) -> [Int: Int] {
    var counts: [Int: Int] = [:]
    for (name, node) in try node?.members() ?? [] {
      guard let status = Int(name.string), (200...599).contains(status) else {
        throw node.fault("\"\(name)\" is not a status from 200 to 599")
      }
      counts[status] = try node.number(0...requestLimit)
    }
    return counts
  }

  package var isEmpty: Bool { exact.isEmpty && atLeast.isEmpty }

  /// Whether a rejection is counted.
  var showsRejection: Bool { exact.contains { $0.key >= 400 && $0.value > 0 } }

  /// Whether the statuses of all responses are the expected ones.
  package func accept(_ statuses: [Int]) -> Bool {
    let found = Self.counted(statuses)
    let counted = isBesideEach ? found.filter { exact[$0.key] != nil } : found
    return atLeast.allSatisfy { found[$0.key, default: 0] >= $0.value }
      && (exact.isEmpty || exact.filter { $0.value > 0 } == counted)
  }

  /// The expectation in words.
  package var shown: String {
    exact.isEmpty ? "at least \(Self.shown(atLeast))" : Self.shown(exact)
  }

  /// Statuses in words: `1 × 200, 7 × 409`.
  package static func shown(_ statuses: [Int]) -> String { shown(counted(statuses)) }

  private static func counted(_ statuses: [Int]) -> [Int: Int] {
    Dictionary(grouping: statuses) { $0 }.mapValues(\.count)
  }

  private static func shown(_ counts: [Int: Int]) -> String {
    counts.sorted { $0.key < $1.key }.map { "\($0.value) × \($0.key)" }.joined(separator: ", ")
  }
}
