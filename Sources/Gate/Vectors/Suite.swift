import VideoSpec

/// The version of this suite.
public enum Suite {
  public static let version = Catalogue.version
}
