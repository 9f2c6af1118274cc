import VideoSpec

/// A fault in a vector file or a file of known failures.
public struct VectorError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The path below `vectors/`, or the path of the known failures.
  public var file: String
  /// The line, counted from 1.
  public var line: Int
  /// The path of the faulty value, `groups[2].cases[0].expect`; empty for the whole file.
  public var path: String
  /// The ID of the case, if the fault is in a case that has one.
  public var caseID: String?
  public var reason: String

  public var description: String {
    let place = [caseID, path.isEmpty ? nil : path].compactMap { $0 }.joined(separator: ", ")
    return "\(file):\(line): \(place.isEmpty ? "" : "\(place): ")\(reason)"
  }
}

/// A fault at a path. Reading the whole file adds its name and the line.
struct VectorFault: Error, Hashable {
  var path: JSONPath
  var reason: String
  var caseID: String?
}
