public import AdapterProtocol
import VideoSpec

/// The cases of all vector files in one edition of the suite.
public struct Corpus: Sendable {
  public let edition: Edition
  /// The files, in the order of their names.
  public let files: [VectorFile]
  /// The digest of the names and bytes of all files: `sha256:` and 64 hexadecimal digits.
  public let digest: String
  /// The cases of the edition, in the order of the files.
  public let cases: [VectorCase]
  /// The reasons for which cases were withdrawn.
  public let errata: [Erratum]
  /// The sources that evidence cites; nil if the files have no table of them.
  public let evidenceSources: EvidenceSources?

  /// Reads files, in any order.
  ///
  /// - Parameter oracle: Computes the digest.
  /// - Throws: ``VectorError`` for the first fault. An ID that occurs twice is a fault, too.
  public init(
    _ sources: [VectorSource], edition: Edition = .current, oracle: any SignatureOracle
  ) throws(VectorError) {
    let sources = sources.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    var files: [VectorFile] = []
    var places: [CaseID: String] = [:]
    var errata: [Erratum] = []
    var evidenceSources: EvidenceSources?
    for source in sources {
      if source.isErrata { errata = try Erratum.read(source) }
      if source.isSources { evidenceSources = try EvidenceSources.read(source) }
      guard source.hasCases else { continue }
      let file = try VectorFile(name: source.name, bytes: source.bytes)
      for (path, vector) in file.located {
        if let place = places.updateValue(source.name, forKey: vector.id) {
          let idPath = path.appending(.member("id"))
          throw VectorError(
            file: source.name, line: idPath.line(in: source.bytes), path: idPath.description,
            caseID: vector.id.rawValue, reason: "a case in \(place) already has this ID")
        }
      }
      files.append(file)
    }
    self.edition = edition
    self.files = files
    self.errata = errata
    self.evidenceSources = evidenceSources
    cases = files.flatMap(\.cases).filter { $0.isPart(of: edition) }
    digest = Corpus.digest(of: sources, oracle: oracle)
  }

  /// Reads the vectors that are embedded in this program.
  public static func embedded(edition: Edition = .current, oracle: any SignatureOracle) throws(VectorError) -> Corpus {
    try Corpus(VectorSource.embedded, edition: edition, oracle: oracle)
  }

  /// Returns the case with an ID, in any edition.
  public func vector(_ id: CaseID) -> VectorCase? { files.lazy.flatMap(\.cases).first { $0.id == id } }

  /// Hashes the names, sizes and bytes of sources that are in the order of their names. With the sizes, moving bytes from one file to
  /// another changes the digest.
  package static func digest(of sources: [VectorSource], oracle: any SignatureOracle) -> String {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(sources.reduce(0) { $0 + $1.name.utf8.count + $1.bytes.count + 32 })
    for source in sources {
      bytes += "\(source.name)\u{0}\(source.bytes.count)\u{0}".utf8
      bytes += source.bytes
    }
    return "sha256:" + Hexadecimal.lowercase(oracle.sha256(bytes)).string
  }
}
