import VideoSpec

// A file of known failures, written anew after a run.

extension KnownFailures {
  /// The reason of an entry that nobody gave one yet.
  public static let unexplained = "unexplained"

  /// What is known after a run: entries that still hold with their reasons, those without an outcome in this run as they are, and what failed
  /// or broke and counts, unexplained. What passes, was withdrawn, or was never a case is dropped.
  public func updated(with outcomes: [CaseOutcome], isStrict: Bool, corpus: Corpus) -> KnownFailures {
    let byID = Dictionary(outcomes.map { ($0.vector.id, $0) }) { first, _ in first }
    let kept = entries.compactMap { entry -> Entry? in
      guard let vector = corpus.vector(entry.id), !vector.isWithdrawn(in: corpus.edition) else { return nil }
      guard let kind = byID[entry.id]?.verdict.kind, kind != .notRun, kind != entry.outcome else { return entry }
      // Who fails otherwise fails for another reason.
      return kind == .fail || kind == .broken
        ? Entry(id: entry.id, outcome: kind, reason: KnownFailures.unexplained) : nil
    }
    let listed = Set(kept.map(\.id))
    let new = outcomes.filter { outcome in
      (outcome.verdict.kind == .fail || outcome.verdict.kind == .broken) && !listed.contains(outcome.vector.id)
        && outcome.vector.standing(isStrict: isStrict) == .gates
    }.map { Entry(id: $0.vector.id, outcome: $0.verdict.kind, reason: KnownFailures.unexplained) }
    return KnownFailures(implementation: implementation, entries: (kept + new).sorted { $0.id < $1.id })
  }

  /// The file: an entry a line, in the order in which they stand.
  public var document: [UInt8] {
    func quoted(_ text: String) -> String { String(decoding: JSONValue(text).line, as: UTF8.self) }
    let lines = entries.map { entry in
      "    {\"id\": \(quoted(entry.id.rawValue)), \"outcome\": \(quoted(entry.outcome.rawValue)), "
        + "\"reason\": \(quoted(entry.reason))}"
    }
    let failures = lines.isEmpty ? "[]" : "[\n\(lines.joined(separator: ",\n"))\n  ]"
    let text = """
      {
        "format": 1,
        "implementation": \(quoted(implementation)),
        "failures": \(failures)
      }

      """
    return Array(text.utf8)
  }

  /// What is odd about them, and excused all the same.
  var warnings: [String] {
    let ids = entries.filter { $0.reason.isEmpty || $0.reason.utf8.elementsEqual(KnownFailures.unexplained.utf8) }.map(
      \.id)
    if ids.isEmpty { return [] }
    let more = ids.count > 8 ? " and \(ids.count - 8) more" : ""
    return ["known failures without a reason: \(ids.prefix(8).map(\.rawValue).joined(separator: ", "))\(more)"]
  }
}
