import VideoSpec

extension KnownFailures {
  /// The reason of an entry until somebody writes one.
  public static let unexplained = "unexplained"

  /// Returns the known failures after a run. Entries that still apply keep their reasons, and so do entries whose cases were not run. Cases
  /// that count and newly fail or break are added as unexplained. Entries whose cases pass, were withdrawn or do not exist are dropped.
  public func updated(with outcomes: [CaseOutcome], isStrict: Bool, corpus: Corpus) -> KnownFailures {
    let byID = Dictionary(outcomes.map { ($0.vector.id, $0) }) { first, _ in first }
    let kept = entries.compactMap { entry -> Entry? in
      guard let vector = corpus.vector(entry.id), !vector.isWithdrawn(in: corpus.edition) else { return nil }
      guard let kind = byID[entry.id]?.verdict.kind, kind != .notRun, kind != entry.outcome else { return entry }
      // The case fails in another way, so the reason no longer applies.
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

  /// The contents of the file, one entry per line.
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

  /// Warnings about entries that are excused although they lack a reason.
  var warnings: [String] {
    let ids = entries.filter { $0.reason.isEmpty || $0.reason.utf8.elementsEqual(KnownFailures.unexplained.utf8) }.map(
      \.id)
    if ids.isEmpty { return [] }
    let more = ids.count > 8 ? " and \(ids.count - 8) more" : ""
    return ["known failures without a reason: \(ids.prefix(8).map(\.rawValue).joined(separator: ", "))\(more)"]
  }
}
