public import VideoSpec

/// A vector file that has been read: its cases, each complete.
public struct VectorFile: Hashable, Sendable {
  /// The path below `vectors/`: `signing/path.json`.
  public var name: String
  public var subject: String
  public var topic: String
  /// The meanings of the flags of its cases.
  public var notes: [VectorNote]
  public var groups: [VectorGroup]

  public var cases: [VectorCase] { groups.flatMap(\.cases) }
}

/// What happens in practice if a case with this flag fails.
public struct VectorNote: Hashable, Sendable {
  public var flag: String
  public var bugType: String
  public var effect: String
  public var links: [String]
}

/// The cases of one requirement, profile and operation.
public struct VectorGroup: Hashable, Sendable {
  public var requirement: Requirement
  public var profile: Profile
  public var operation: Operation
  public var cases: [VectorCase]
}

extension VectorFile {
  /// The cases, each with its path.
  var located: [(path: JSONPath, vector: VectorCase)] {
    groups.enumerated().flatMap { groupIndex, group in
      let path = JSONPath(steps: [.member("groups"), .element(groupIndex), .member("cases")])
      return group.cases.enumerated().map { (path.appending(.element($0)), $1) }
    }
  }
}
