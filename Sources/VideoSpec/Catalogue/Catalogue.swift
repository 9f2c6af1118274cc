/// All requirements, and the subjects they belong to.
public enum Catalogue {
  /// A subject: the folder of its rules, its implementation, its vectors and its tests.
  public struct Subject: Sendable {
    public let name: String
    public let sections: [Section]
  }

  /// A part of a subject's chapter.
  public struct Section: Sendable {
    public let title: String
    public let requirements: [Requirement]
  }

  /// In the order in which a video travels.
  public static let subjects: [Subject] = [policy, signing, keys, form, validation, recording]

  /// Every requirement, in the order of the chapters.
  public static let requirements: [Requirement] = subjects.flatMap { $0.sections.flatMap(\.requirements) }

  private static let byID: [RequirementID: Requirement] =
    .init(requirements.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })

  /// The requirement with an ID, or nil.
  public static func requirement(_ id: RequirementID) -> Requirement? { byID[id] }
}
