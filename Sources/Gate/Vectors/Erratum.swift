import VideoSpec

/// Why a case was withdrawn: an entry of `vectors/errata.json`. A withdrawn case stays in its file for the editions that have it.
public struct Erratum: Hashable, Sendable {
  public var id: CaseID
  /// The first edition that no longer has the case.
  public var edition: Edition
  public var reason: String
  /// The cases that replace it.
  public var replacedBy: [CaseID]
}

extension Erratum {
  /// The file's name below `vectors/`.
  public static let fileName = "errata.json"

  /// Reads `{"format": 1, "errata": [{"id", "edition", "reason", "replacedBy"}]}`, strictly.
  ///
  /// - Throws: ``VectorError`` with the line of the first fault.
  public static func read(_ source: VectorSource) throws(VectorError) -> [Erratum] {
    try VectorNode.read(name: source.name, bytes: source.bytes) { root throws(VectorFault) in
      try root.requireMembers(["format", "errata"], optional: ["$schema"])
      guard try root.member("format").integer() == 1 else { throw try root.member("format").fault("must be 1") }
      var errata: [Erratum] = []
      for node in try root.member("errata").elements() {
        try node.requireMembers(["id", "edition", "reason", "replacedBy"])
        var replacedBy: [CaseID] = []
        for item in try node.member("replacedBy").elements() {
          replacedBy.append(try item.parsed(as: "a case ID") { CaseID($0) })
        }
        let erratum = Erratum(
          id: try node.member("id").parsed(as: "a case ID") { CaseID($0) },
          edition: try node.member("edition").parsed(as: "an edition such as 1.0") { Edition($0) },
          reason: try node.member("reason").string(), replacedBy: replacedBy)
        guard !errata.contains(where: { $0.id == erratum.id }) else {
          throw node.fault("\(erratum.id) is listed twice")
        }
        errata.append(erratum)
      }
      return errata
    }
  }

  /// The erratum in one line of text.
  public var description: String {
    let others = replacedBy.map(\.rawValue).joined(separator: ", ")
    return "Withdrawn in edition \(edition): \(reason)\(others.isEmpty ? "" : " See \(others).")"
  }
}
