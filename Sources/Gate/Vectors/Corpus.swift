public import AdapterProtocol
import VideoSpec

/// The cases of all vector files, in an edition of the suite.
public struct Corpus: Sendable {
  public let edition: Edition
  /// In the order of their names.
  public let files: [VectorFile]
  /// `sha256:` and 64 hexadecimal digits, over the names and the bytes of all files.
  public let digest: String
  /// Those that the edition has, in the order of the files.
  public let cases: [VectorCase]
  /// Why cases were withdrawn.
  public let errata: [Erratum]

  /// Reads files, whatever their order.
  ///
  /// - Parameter oracle: Lends its hash function, for the digest.
  /// - Throws: ``VectorError`` for the first fault, an id that occurs twice included.
  public init(
    _ sources: [VectorSource], edition: Edition = .current, oracle: any SignatureOracle
  ) throws(VectorError) {
    let sources = sources.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    var files: [VectorFile] = []
    var places: [CaseID: String] = [:]
    var errata: [Erratum] = []
    for source in sources {
      if source.isErrata {
        errata = try Erratum.read(source)
        continue
      }
      let file = try VectorFile(name: source.name, bytes: source.bytes)
      for (path, vector) in file.located {
        if let place = places.updateValue(source.name, forKey: vector.id) {
          let idPath = path.appending(.member("id"))
          throw VectorError(
            file: source.name, line: idPath.line(in: source.bytes), path: idPath.description,
            caseID: vector.id.rawValue, reason: "the id is taken by a case of \(place)")
        }
      }
      files.append(file)
    }
    self.edition = edition
    self.files = files
    self.errata = errata
    cases = files.flatMap(\.cases).filter { $0.isPart(of: edition) }
    digest = Corpus.digest(of: sources, oracle: oracle)
  }

  /// The files that are part of this program.
  public static func embedded(edition: Edition = .current, oracle: any SignatureOracle) throws(VectorError) -> Corpus {
    try Corpus(VectorSource.embedded, edition: edition, oracle: oracle)
  }

  /// The case with an id, in any edition.
  public func vector(_ id: CaseID) -> VectorCase? { files.lazy.flatMap(\.cases).first { $0.id == id } }

  /// The sources are in the order of their names. Names and sizes are hashed too, so that moving bytes from one file to another changes the digest.
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

/// A vector file, not read yet.
public struct VectorSource: Hashable, Sendable {
  /// The path below `vectors/`.
  public var name: String
  public var bytes: [UInt8]

  public init(name: String, bytes: [UInt8]) {
    self.name = name
    self.bytes = bytes
  }

  /// Whether it holds no cases, but why some were withdrawn.
  var isErrata: Bool { name.utf8.elementsEqual(Erratum.fileName.utf8) }

  /// The vectors in this program.
  public static var embedded: [VectorSource] { embeddedFiles.filter { isVectorFile($0.name) } }

  /// All of `vectors/` that is in this program: with the vectors their schema and their README.
  public static var embeddedFiles: [VectorSource] {
    EmbeddedVectors.files.map { file in
      let text = UnsafeBufferPointer(start: file.text.utf8Start, count: file.text.utf8CodeUnitCount)
      return VectorSource(name: file.name, bytes: Array(text))
    }
  }

  /// The `.json` files below a directory but for `schema/`.
  public static func directory(_ path: String) throws(FileError) -> [VectorSource] {
    var sources: [VectorSource] = []
    for name in try FileSystem.files(below: path) where isVectorFile(name) {
      sources.append(VectorSource(name: name, bytes: try FileSystem.read("\(path)/\(name)")))
    }
    return sources
  }

  private static func isVectorFile(_ name: String) -> Bool { name.hasSuffix(".json") && !name.hasPrefix("schema/") }
}

extension VectorFile {
  /// The cases, each with the way to it.
  var located: [(path: JSONPath, vector: VectorCase)] {
    groups.enumerated().flatMap { groupIndex, group in
      let path = JSONPath(steps: [.member("groups"), .element(groupIndex), .member("cases")])
      return group.cases.enumerated().map { (path.appending(.element($0)), $1) }
    }
  }
}

/// Which suite this is.
public enum Suite {
  public static let version = Catalogue.version
}

extension Edition {
  /// The newest that this program knows.
  public static let current = Edition(major: 1, minor: 0)
}
