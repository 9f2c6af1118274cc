/// The catalogue of all requirements, ordered by subject and section.
public enum Catalogue {
  /// The version of the suite, and of this package.
  public static let version = "1.0.0"

  /// A subject of the specification. Its rules, implementation, vectors and tests are in folders of the same name.
  public struct Subject: Sendable {
    public let name: String
    public let sections: [Section]
  }

  /// A section of a subject's chapter.
  public struct Section: Sendable {
    public let title: String
    public let requirements: [Requirement]
  }

  /// All subjects, in the order in which a video passes through them.
  public static let subjects: [Subject] = [
    policy, signing, keys, form, storage, validation, recording, library, membership,
  ]

  /// All requirements, in the order of the chapters.
  public static let requirements: [Requirement] = subjects.flatMap { $0.sections.flatMap(\.requirements) }

  private static let byID: [RequirementID: Requirement] =
    .init(requirements.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })

  /// Returns the requirement with the given ID, or nil if there is none.
  public static func requirement(_ id: RequirementID) -> Requirement? { byID[id] }
}
