public import VideoSpec

/// The table of sources that evidence cites, `vectors/sources.json`: documents, suites, recordings, servers, signers and threads.
public struct EvidenceSources: Hashable, Sendable {
  /// Something that a reference can name.
  public struct Source: Hashable, Sendable {
    public enum Kind: String, Sendable {
      /// A page, a standard, or a file of this repository.
      case document
      /// A version of AWS's signing test suite.
      case suite
      /// A recorded response of S3.
      case recording
      /// A server, with its version.
      case server
      /// A library that signs, with its version. It is no evidence by itself, only beside another source.
      case signer
      /// A public thread that quotes S3's response.
      case thread
    }

    public var kind: Kind
    /// The name as references write it: `POST Policy`, `v4`, `test_x[s3v4], 2026-02-21`, `moto 5.2.5`, `aws/aws-sdk-php #3292`.
    public var name: String
    /// The URL, or where it is found.
    public var location: String
    /// The vector file with the cases of a suite.
    var file: String?
  }

  public let all: [Source]
  private let byName: [Text: Source]
  /// The documents, longer titles first, because one title may be the beginning of another.
  private let documents: [Source]

  init(_ sources: [Source]) {
    all = sources
    byName = .init(sources.map { (Text($0.name), $0) }, uniquingKeysWith: { first, _ in first })
    documents = sources.filter { $0.kind == .document }.sorted { $0.name.utf8.count > $1.name.utf8.count }
  }

  /// Returns the sources that a part of a reference names at its beginning, or an empty array if it names none.
  ///
  /// - Parameter part: `SOURCE`, or `SOURCE` and a section or what it says. Several servers or threads are separated by commas.
  public func named(by part: Text) -> [Source] {
    if let document = documents.first(where: { part.begins(withTitle: Text($0.name)) }) { return [document] }
    let head = part.head
    if let source = byName[head], source.kind != .suite { return [source] }
    if let suite = all.first(where: { $0.kind == .suite && head.hasPrefix(Text($0.name + "/")) }) { return [suite] }
    var names = head
    var kinds: [Source.Kind] = [.server]
    for phrase in EvidenceSources.threadPhrases where head.hasPrefix(phrase) {
      names = Text(head.bytes.dropFirst(phrase.bytes.count))
      kinds = [.thread]
    }
    let found = names.components(separatedBy: ", ").map { byName[$0] }
    guard found.allSatisfy({ $0.map { kinds.contains($0.kind) } ?? false }) else { return [] }
    return found.compactMap { $0 }
  }

  /// Returns the sources that a reference names, each once.
  public func named(by evidence: Evidence) -> [Source] {
    var sources: [Source] = []
    for source in evidence.parts.flatMap({ named(by: $0) }) where !sources.contains(source) { sources.append(source) }
    return sources
  }

  /// Returns the date on which a test was recorded.
  func date(ofRecording test: Text) -> String? {
    all.first { $0.kind == .recording && Text($0.name).hasPrefix(test + ", ") }.map { String($0.name.suffix(10)) }
  }

  /// What comes before the names of threads.
  static let threadPhrases: [Text] = ["S3's response quoted in ", "AWS staff in "]
}

extension Evidence {
  /// The parts of the reference, which are separated by `; `. Each begins with a source.
  public var parts: [Text] { Text(reference).components(separatedBy: "; ") }
}

extension Text {
  /// What comes before `: ` or ` (`: the name of a source without what it says.
  fileprivate var head: Text {
    let ends = [firstIndex(of: ": "), firstIndex(of: " (")].compactMap { $0 }
    return ends.min().map { Text(bytes[..<$0]) } ?? self
  }

  /// Whether the text is a title, or a title followed by a section or by what it says.
  fileprivate func begins(withTitle title: Text) -> Bool {
    guard hasPrefix(title) else { return false }
    let rest = Text(bytes.dropFirst(title.bytes.count))
    let isSection = rest.bytes.first == 0x20 && rest.bytes.dropFirst().first.map { (0x30...0x39).contains($0) } ?? false
    return rest.isEmpty || isSection || rest.hasPrefix(",") || rest.hasPrefix(":") || rest.hasPrefix(" (")
  }

  func components(separatedBy separator: Text) -> [Text] {
    var parts: [Text] = []
    var start = 0
    while let end = firstIndex(of: separator, from: start) {
      parts.append(Text(bytes[start..<end]))
      start = end + separator.bytes.count
    }
    return parts + [Text(bytes[start...])]
  }
}
