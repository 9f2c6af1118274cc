public import VideoSpec

/// Selects the cases that a gate runs.
public struct Selection: Hashable, Sendable {
  /// What the cases are run against.
  public enum Target: Hashable, Sendable { case adapter, endpoint }

  /// If nil, cases for both.
  public var target: Target?
  /// The gated profiles; if empty, all.
  public var profiles: [Profile]
  /// If empty, all.
  public var operations: [Operation]
  /// Subjects of the catalogue, in upper or lower case; if empty, all.
  public var subjects: [String]
  /// IDs of requirements and cases, or prefixes of them followed by `*`; if empty, all.
  public var patterns: [String]

  public init(
    target: Target? = nil, profiles: [Profile] = [], operations: [Operation] = [], subjects: [String] = [],
    patterns: [String] = []
  ) {
    self.target = target
    self.profiles = profiles
    self.operations = operations
    self.subjects = subjects
    self.patterns = patterns
  }
}

/// The cases to run, in the order of the vectors.
public struct Plan: Sendable {
  public let selection: Selection
  public let cases: [VectorCase]

  /// Selects cases.
  ///
  /// - Throws: ``PlanError`` if the selection, or a part of it, selects no case: a gate that runs no case proves nothing.
  public init(_ corpus: Corpus, selecting selection: Selection) throws(PlanError) {
    for subject in selection.subjects
    where !Catalogue.subjects.contains(where: { Text($0.name).lowercased == Text(subject).lowercased }) {
      throw .unknownSubject(subject)
    }
    let patterns = selection.patterns.map { CasePattern($0) }
    for (pattern, text) in zip(patterns, selection.patterns) where !corpus.cases.contains(where: pattern.matches) {
      throw .noCaseMatches(text)
    }
    self.selection = selection
    let subjects = selection.subjects.map { Text($0).lowercased }
    let profiles = selection.profiles.withIncluded
    cases = corpus.files.flatMap { file in
      subjects.isEmpty || subjects.contains(Text(file.subject).lowercased) ? file.cases : []
    }.filter { vector in
      vector.isPart(of: corpus.edition)
        && selection.target.map { ($0 == .endpoint) == vector.operation.declaration.isForEndpoints } ?? true
        && (profiles.isEmpty || profiles.contains(vector.profile))
        && (selection.operations.isEmpty || selection.operations.contains(vector.operation))
        && (patterns.isEmpty || patterns.contains { $0.matches(vector) })
    }
    if cases.isEmpty {
      throw corpus.cases.isEmpty ? .emptyEdition(corpus.edition) : .nothingSelected
    }
  }
}

/// Why there is no plan: the selection contains no case.
public enum PlanError: Error, Hashable, Sendable, CustomStringConvertible {
  case unknownSubject(String)
  case noCaseMatches(String)
  case nothingSelected
  /// All cases belong to later editions.
  case emptyEdition(Edition)

  public var description: String {
    switch self {
    case .unknownSubject(let name):
      "unknown subject \"\(name)\"; the subjects are \(Catalogue.subjects.map(\.name).joined(separator: ", "))"
    case .noCaseMatches(let pattern): "no case of this edition matches \"\(pattern)\""
    case .emptyEdition(let edition): "edition \(edition) has no case"
    case .nothingSelected: "no case matches all of the given profiles, operations, subjects and IDs"
    }
  }
}

/// A pattern for IDs: `SIG-006`, `SIG-006-02` or `SIG-00*`.
struct CasePattern {
  private let text: Text
  private let isPrefix: Bool

  init(_ pattern: String) {
    isPrefix = pattern.utf8.last == UInt8(ascii: "*")
    let upper = pattern.utf8.map { (0x61...0x7A).contains($0) ? $0 & 0xDF : $0 }
    text = Text(isPrefix ? upper.dropLast() : upper[...])
  }

  func matches(_ vector: VectorCase) -> Bool {
    isPrefix
      ? Text(vector.id.rawValue).hasPrefix(text)
      : text == Text(vector.id.rawValue) || text == Text(vector.requirement.id.rawValue)
  }
}
