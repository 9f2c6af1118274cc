import AdapterProtocol
import VideoSpec

/// What an outcome means for the gate: one reading of it for all renderings.
enum Bearing: Equatable {
  case passed
  /// It failed, or had no answer, and counts.
  case against
  /// It is not supported or was not run, which is never a pass.
  case missing
  /// A known failure, and why.
  case excused(String)
  /// A SHOULD that failed, and the gate is not strict.
  case advisory
  /// It failed, and nobody has proof of what S3 does.
  case contested

  /// As the JSON report has it.
  var name: String {
    switch self {
    case .passed: "passed"
    case .against: "against"
    case .missing: "missing"
    case .excused: "excused"
    case .advisory: "advisory"
    case .contested: "contested"
    }
  }
}

extension RatedOutcome {
  var bearing: Bearing {
    switch verdict {
    case .pass: return .passed
    case .unsupported, .notRun: return .missing
    case .fail, .broken:
      if let known { return .excused(known.reason) }
      switch standing {
      case .gates: return .against
      case .advisory: return .advisory
      case .contested: return .contested
      }
    }
  }
}

extension Conclusion.Status {
  var label: String {
    switch self {
    case .conformant: "conformant"
    case .nonconformant: "not conformant"
    case .incomplete: "incomplete"
    case .fault: "the suite's own fault"
    }
  }
}

extension Report {
  /// `boto3 1.44.5 (python)`, on one line.
  var implementationName: String {
    (implementation.map { "\($0.name) \($0.version)\($0.language.isEmpty ? "" : " (\($0.language))")" }
      ?? "The implementation").withoutControls
  }

  var profileNames: String {
    terms.profiles.isEmpty ? "all" : terms.profiles.map(\.rawValue).joined(separator: ", ")
  }

  /// What the result holds for, and nothing else.
  var binding: [(name: String, value: String)] {
    let implementation = self.implementation
    return [
      ("suite", "VideoSpec \(Suite.version)"), ("edition", edition.description), ("corpus", corpusDigest),
      ("implementation", implementation?.name ?? "never ready"), ("version", implementation?.version ?? ""),
      ("language", implementation?.language ?? ""), ("source", implementation?.source ?? ""),
      ("profiles", profileNames), ("strict", terms.isStrict ? "yes" : "no"),
      ("status", conclusion.status.label), ("exit status", "\(conclusion.status.exitStatus)"),
    ].filter { !$0.1.isEmpty }.map { ($0.0, $0.1.withoutControls) }
  }

  /// The outcomes with a bearing, in the order of the catalogue.
  func outcomes(_ matches: (Bearing) -> Bool) -> [RatedOutcome] {
    sections.flatMap(\.requirements).flatMap(\.outcomes).filter { matches($0.bearing) }
  }
}
