import Glibc
import VideoSpec

/// The environment that an adapter gets: this program's, without what may be a credential.
///
/// The gate sends example credentials in its messages, so an adapter needs none of its own. What it does not have, it cannot print.
public struct AdapterEnvironment: Hashable, Sendable {
  /// The variables that the adapter gets although they may be credentials.
  public var passed: Set<String>
  /// Variables that the process gets with these values, whatever this process's environment has.
  public var added: [String: String]

  public init(passing passed: Set<String> = [], adding added: [String: String] = [:]) {
    self.passed = passed
    self.added = added
  }

  /// What the name of a credential contains.
  private static let parts: [Text] = [
    "SECRET", "TOKEN", "PASSWORD", "PASSWD", "PASSPHRASE", "CREDENTIAL", "APIKEY", "COOKIE", "OAUTH",
  ]
  /// What the name of a credential contains as a word of its own: `AUTHOR` and `KEYBOARD` are harmless.
  private static let words: Set<Text> = ["AUTH", "KEY", "KEYS", "PASS", "PAT", "SAS", "DSN"]

  /// Whether an adapter gets a variable: not if its name begins with `AWS_` or contains a word such as `SECRET`, `TOKEN` or `KEY`, and not if
  /// its value is a URL with a password or with another credential.
  func passes(_ name: Text, _ value: Text) -> Bool {
    if passed.contains(where: { $0.utf8.elementsEqual(name.bytes) }) { return true }
    let upper = Text(bytes: name.bytes.map { (0x61...0x7A).contains($0) ? $0 & 0xDF : $0 })
    if upper.hasPrefix("AWS_") || upper.bytes.suffix(4).elementsEqual("_PWD".utf8) { return false }
    if Self.parts.contains(where: { upper.contains($0) }) { return false }
    if upper.split(at: UInt8(ascii: "_")).contains(where: Self.words.contains) { return false }
    return !value.contains("://") || !Redaction.looksLikeCredential(value)
  }

  /// The entries `NAME=VALUE` of this process's environment that an adapter gets, as copies to free; nil ends the list.
  func copiedEntries() -> [UnsafeMutablePointer<CChar>?] {
    var entries: [UnsafeMutablePointer<CChar>?] = []
    var next = environ
    while let entry = next.pointee {
      let (name, value) =
        Text(UnsafeRawBufferPointer(start: entry, count: strlen(entry))).splitOnce(at: UInt8(ascii: "=")) ?? ("", "")
      if passes(name, value), !added.keys.contains(where: { $0.utf8.elementsEqual(name.bytes) }) {
        entries.append(strdup(entry))
      }
      next += 1
    }
    for (name, value) in added.sorted(by: { $0.key < $1.key }) { entries.append(strdup("\(name)=\(value)")) }
    return entries + [nil]
  }
}
