import Gate
import ReferenceAdapter
import VideoSpec

// The options that select vectors and cases.

extension Option {
  static let profile = Option(
    "profile", short: "p", .choice("PROFILE", of: "profile") { Profile.all.map(\.rawValue) }, isRepeatable: true,
    "only the cases of this profile")
  static let operation = Option(
    "operation", .choice("OPERATION", of: "operation") { Operation.allCases.map(\.rawValue) }, isRepeatable: true,
    "only the cases of this operation")
  static let subject = Option(
    "subject", .choice("SUBJECT", of: "subject") { Catalogue.subjects.map(\.name) }, isRepeatable: true,
    "only the rules and cases of this subject")
  static let only = Option(
    "only", .suggestions("ID", ruleIDs), isRepeatable: true,
    "only this rule (SIG-006), this case (SIG-006-01), or all with this prefix (SIG-00*)")
  static let vectors = Option(
    "vectors", .directory(), "read the vectors from a directory, instead of the program's own")
  static let suite = Option(
    "suite", .suggestions("EDITION") { [Edition.current.description] },
    "use this edition of the suite (default: \(Edition.current))")

  @Sendable static func ruleIDs() -> [String] { Catalogue.requirements.map(\.id.rawValue) }
}

extension Options {
  /// The profiles of `--profile`.
  var profiles: [Profile] { all("profile").compactMap { Profile($0) } }

  /// Reads the vectors of `--vectors`, or those in this program, in the edition of `--suite`.
  func corpus() throws -> Corpus {
    var edition = Edition.current
    if let text = value("suite") {
      guard let named = Edition(text), named <= .current else {
        throw fail("--suite: there is no edition \(text.shown); the newest is \(Edition.current)")
      }
      edition = named
    }
    do {
      guard let directory = value("vectors") else {
        return try Corpus.embedded(edition: edition, oracle: ReferenceOracle())
      }
      return try Corpus(VectorSource.directory(directory), edition: edition, oracle: ReferenceOracle())
    } catch let error as VectorError {
      // A fault in the program's own vectors is a fault of the program.
      throw CommandFailure("\(error)", status: has("vectors") ? .usage : .internalFault)
    } catch let error as FileError {
      throw CommandFailure("--vectors \(error)", status: .usage)
    }
  }

  /// Selects cases by `--operation`, `--subject` and `--only`.
  ///
  /// - Parameters:
  ///   - target: What the cases are run against; nil for cases of both kinds.
  ///   - profiles: Those of `--profile`, or those that an adapter claims.
  /// - Throws: ``UsageError`` if no case is selected.
  func plan(_ corpus: Corpus, for target: Selection.Target? = nil, profiles: [Profile]) throws(UsageError) -> Plan {
    let selection = Selection(
      target: target, profiles: profiles, operations: all("operation").compactMap { Operation($0) },
      subjects: all("subject"),
      patterns: all("only"))
    do throws(PlanError) { return try Plan(corpus, selecting: selection) } catch {
      guard case .noCaseMatches(let pattern) = error else { throw fail("\(error)") }
      throw fail("--only: \(error)\(Suggestions.hint(forID: pattern, in: corpus))")
    }
  }
}
