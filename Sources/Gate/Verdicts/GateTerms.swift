public import VideoSpec

/// What a gate requires.
public struct GateTerms: Hashable, Sendable {
  /// The profiles that the implementation must claim and fulfil; if empty, only the cases of the plan count.
  public var profiles: [Profile]
  /// Whether rules of the level SHOULD count.
  public var isStrict: Bool
  public var knownFailures: KnownFailures?

  public init(profiles: [Profile], isStrict: Bool = false, knownFailures: KnownFailures? = nil) {
    self.profiles = profiles
    self.isStrict = isStrict
    self.knownFailures = knownFailures
  }
}
