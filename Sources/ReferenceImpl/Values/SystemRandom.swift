/// The randomness of the operating system, for the edge of a program.
///
/// Keys and identifiers are made from bytes that are passed in, so that tests can repeat them.
public enum SystemRandom {
  /// Returns random bytes that nobody can predict.
  public static func bytes(_ count: Int) -> [UInt8] {
    var generator = SystemRandomNumberGenerator()
    return (0..<count).map { _ in generator.next() }
  }
}
