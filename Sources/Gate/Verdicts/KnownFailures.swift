import VideoSpec

/// Cases that an implementation is known to fail. They still run. An entry whose case passes or fails in another way is stale, and makes
/// the gate fail.
public struct KnownFailures: Hashable, Sendable {
  public struct Entry: Hashable, Sendable {
    public var id: CaseID
    /// `fail`, `unsupported` or `broken`.
    public var outcome: Verdict.Kind
    public var reason: String

    public init(id: CaseID, outcome: Verdict.Kind, reason: String) {
      self.id = id
      self.outcome = outcome
      self.reason = reason
    }
  }

  /// The name of the implementation in its `ready` message.
  public var implementation: String
  public var entries: [Entry]

  public init(implementation: String, entries: [Entry]) {
    self.implementation = implementation
    self.entries = entries
  }
}

extension KnownFailures {
  /// Reads `{"format": 1, "implementation": "…", "failures": [{"id", "outcome", "reason"}]}`, strictly.
  ///
  /// - Throws: ``VectorError`` with the line of the first fault.
  public init(name: String, bytes: [UInt8]) throws(VectorError) {
    self = try VectorNode.read(name: name, bytes: bytes) { root throws(VectorFault) in try KnownFailures(root) }
  }

  private init(_ root: VectorNode) throws(VectorFault) {
    try root.requireMembers(["format", "implementation", "failures"])
    guard try root.member("format").integer() == 1 else { throw try root.member("format").fault("must be 1") }
    implementation = try root.member("implementation").string()
    entries = []
    for node in try root.member("failures").elements() {
      try node.requireMembers(["id", "outcome", "reason"])
      let entry = Entry(
        id: try node.member("id").parsed(as: "a case ID") { CaseID($0) },
        outcome: try node.member("outcome").parsed(as: "\"fail\", \"unsupported\" or \"broken\"") { name in
          Verdict.Kind(rawValue: name).flatMap { [.fail, .unsupported, .broken].contains($0) ? $0 : nil }
        },
        reason: try node.member("reason").string())
      guard !entries.contains(where: { $0.id == entry.id }) else { throw node.fault("\(entry.id) is listed twice") }
      entries.append(entry)
    }
  }

  func entry(for id: CaseID) -> Entry? { entries.first { $0.id == id } }
}
