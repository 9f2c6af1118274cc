import VideoSpec

/// What an outcome counts as in a report.
///
/// Each number in a report counts one bearing, so a failure that does not count is never added to those that do.
public enum Bearing: String, CaseIterable, Sendable {
  case passed
  /// The case failed, and counts.
  case failed
  /// There is no result to judge, and the case counts.
  case broken
  /// The implementation does not support the case, which is never a pass.
  case unsupported
  /// The run was stopped before the case, which is never a pass.
  case notRun = "not-run"
  /// The case failed or broke as the file of known failures says.
  case excused
  /// A case of a SHOULD failed or broke, and the gate is not strict.
  case advisory
  /// The case failed or broke, but there is no proof of what S3 does.
  case contested

  /// The colour of a bearing. It is always shown beside a word.
  enum Tone: String {
    case pass
    /// Only failures that count are shown like this.
    case fail
    case gap
    case aside
  }

  var tone: Tone {
    switch self {
    case .passed: .pass
    case .failed, .broken: .fail
    case .unsupported, .notRun: .gap
    case .excused, .advisory, .contested: .aside
    }
  }

  var countsAsFailure: Bool { tone == .fail }

  /// The bearing in words that follow a number.
  var label: String {
    switch self {
    case .unsupported: "not supported"
    case .notRun: "not run"
    case .passed, .failed, .broken, .excused, .advisory, .contested: rawValue
    }
  }
}

extension RatedOutcome {
  public var bearing: Bearing {
    switch verdict {
    case .pass: .passed
    case .unsupported: .unsupported
    case .notRun: .notRun
    case .fail, .broken:
      if known != nil {
        .excused
      } else {
        switch standing {
        case .gates: verdict.kind == .fail ? .failed : .broken
        case .advisory: .advisory
        case .contested: .contested
        }
      }
    }
  }

  /// What a failure that another rule explains says of the case's own rule.
  var untested: String {
    "\(vector.requirement.id), the rule of this case, because \(rule.id) already makes it fail"
  }

  /// Why a failure does not count; nil if it counts, or is none.
  var excuse: String? {
    switch bearing {
    case .excused: "a known failure: \(known?.reason ?? "")"
    case .advisory: "the rule is a SHOULD, which counts only with `--strict`"
    case .contested: "contested: there is no proof of what S3 does"
    case .passed, .failed, .broken, .unsupported, .notRun: nil
    }
  }
}

extension Verdict.Kind {
  var label: String {
    switch self {
    case .pass: "passed"
    case .fail: "failed"
    case .unsupported: "not supported"
    case .broken: "broken"
    case .notRun: "not run"
    }
  }
}

extension Conclusion.Status {
  var label: String {
    switch self {
    case .conformant: "conformant"
    case .nonconformant: "not conformant"
    case .incomplete: "incomplete"
    case .fault: "fault of the suite"
    }
  }

  var tone: Bearing.Tone {
    switch self {
    case .conformant: .pass
    case .nonconformant, .fault: .fail
    case .incomplete: .gap
    }
  }
}
