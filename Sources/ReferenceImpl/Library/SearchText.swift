// Normalisation is internal to the standard library. Foundation has it too, but would add ten megabytes for one function.
@_spi(_Unicode) import Swift
public import VideoSpec

/// The text in which a search looks for its term, folded so that case and composition do not matter (LIB-020 to LIB-025).
///
/// An index of trigrams finds the videos that can contain a term. Each trigram is hashed together with its user, so that a search
/// costs nothing for the videos of other users.
public enum SearchText {
  /// Stands between the names of a video, so that no term spans both. A name has a space instead.
  private static let separator: Unicode.Scalar = "\u{1F}"

  /// The longest term in characters (LIB-024).
  public static let longestTerm = 255
  /// How many trigrams of a term are looked up at most. Each video that they find is compared with the whole term.
  private static let mostTrigrams = 12

  /// Returns the folded names of a video, as they are stored.
  public static func folded(names: [Text]) -> Text {
    let parts = names.map { name in
      var scalars = String.UnicodeScalarView()
      for scalar in folded(name.string).unicodeScalars where scalar != "\0" {
        scalars.append(scalar == separator ? " " : scalar)
      }
      return String(scalars)
    }
    return Text(parts.joined(separator: String(separator)))
  }

  /// Returns a folded term; nil for one that no name contains.
  public static func folded(term: Text) -> Text? {
    guard let string = term.validString else { return nil }
    let term = folded(string)
    return term.unicodeScalars.contains { $0 == "\0" || $0 == separator } ? nil : Text(term)
  }

  /// Folds case by way of upper case, so that `ß` equals `ss` and all sigmas are equal, and normalises to NFC.
  private static func folded(_ text: String) -> String { nfc(nfc(text).uppercased().lowercased()) }

  private static func nfc(_ text: String) -> String {
    var scalars = String.UnicodeScalarView()
    scalars.append(contentsOf: text._nfc)
    return String(scalars)
  }

  /// Returns the hashes of a user's folded names, for the index.
  package static func hashes(of folded: Text, user: Int) -> Set<Int64> {
    var hashes: Set<Int64> = []
    for name in folded.string.unicodeScalars.split(separator: separator) {
      for trigram in trigrams(of: Array(name)) { hashes.insert(hash(trigram, user)) }
    }
    return hashes
  }

  /// Returns hashes that all videos with a folded term have; none for a term of less than three characters.
  package static func hashes(ofTerm folded: Text, user: Int) -> [Int64] {
    let trigrams = trigrams(of: Array(folded.string.unicodeScalars))
    let step = max(1, trigrams.count / mostTrigrams)
    let chosen = stride(from: 0, to: trigrams.count, by: step).map { trigrams[$0] }
    return Array(Set(chosen.map { hash($0, user) })).sorted()
  }

  private static func trigrams(of scalars: [Unicode.Scalar]) -> [ArraySlice<Unicode.Scalar>] {
    guard scalars.count >= 3 else { return [] }
    return (0...scalars.count - 3).map { scalars[$0..<$0 + 3] }
  }

  /// The first 64 bits of a SHA-256. Trigrams with the same hash only cost a comparison.
  private static func hash(_ trigram: ArraySlice<Unicode.Scalar>, _ user: Int) -> Int64 {
    var bytes = withUnsafeBytes(of: Int64(user).bigEndian) { Array($0) }
    for scalar in trigram { bytes += UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter }
    return SHA256.digest(of: bytes).bytes.prefix(8).reduce(0) { $0 << 8 | Int64($1) }
  }
}
