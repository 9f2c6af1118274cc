public import VideoSpec

/// A fault that a step of a recorder is to have at a point.
public struct RecordingFault: Hashable, Sendable {
  public enum Kind: String, Hashable, Sendable {
    /// The database call fails with an error without special meaning.
    case error
    /// The call fails like an insert that violates `UNIQUE`.
    case constraint
    /// The call fails as if another connection held the lock past the busy timeout.
    case busy
    /// The process is killed.
    case kill
  }

  public var point: RecordingPoint
  /// Which time that the step reaches the point, from 1.
  public var occurrence: Int
  public var kind: Kind

  public init(point: RecordingPoint, occurrence: Int = 1, kind: Kind) {
    self.point = point
    self.occurrence = occurrence
    self.kind = kind
  }
}

extension RecordingFault {
  /// Reads `{"point", "occurrence", "kind"}`.
  public init(_ input: InputReader) throws(InputError) {
    let name = try input.text("point").string
    guard let point = RecordingPoint(rawValue: name) else {
      throw InputError(field: "fault.point", reason: RecordingFault.reason(against: name))
    }
    let kind = try input.text("kind").string
    guard let kind = Kind(rawValue: kind) else {
      throw InputError(
        field: "fault.kind", reason: "should be \"error\", \"constraint\", \"busy\" or \"kill\", not \"\(kind)\"")
    }
    self.init(point: point, occurrence: try input.integer("occurrence"), kind: kind)
  }

  /// Says what to use in place of a point that does not exist.
  private static func reason(against name: String) -> String {
    if let point = formerNames[name] {
      return "is \"\(name)\", which is now called \"\(point.rawValue)\""
    }
    let names = RecordingPoint.allCases.map { "\"\($0.rawValue)\"" }
    return "should be \(names.dropLast().joined(separator: ", ")) or \(names.last ?? ""), not \"\(name)\""
  }

  /// The points that were named after statements. Those between two writes have no counterpart in a database with a single
  /// transactional write, and the nearest point is the one after all writes.
  private static let formerNames: [String: RecordingPoint] = [
    "insert-answer.before": .beginChecked, "insert-answer.after": .beginWritten,
    "insert-video.before": .beginWritten, "insert-video.after": .beginWritten,
    "sign.before": .beginWritten, "sign.after": .beginWritten,
    "update-video.before": .recordChecked, "update-video.after": .recordWritten,
    "update-answer.before": .recordWritten, "update-answer.after": .recordWritten,
  ]
}
