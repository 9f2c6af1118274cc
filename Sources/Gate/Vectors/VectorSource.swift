import VideoSpec

/// The name and bytes of a vector file that has not been read yet.
public struct VectorSource: Hashable, Sendable {
  /// The path below `vectors/`.
  public var name: String
  public var bytes: [UInt8]

  public init(name: String, bytes: [UInt8]) {
    self.name = name
    self.bytes = bytes
  }

  /// Whether this is the file of errata.
  var isErrata: Bool { name.utf8.elementsEqual(Erratum.fileName.utf8) }

  /// Whether this is the table of sources.
  var isSources: Bool { name.utf8.elementsEqual(EvidenceSources.fileName.utf8) }

  var hasCases: Bool { !isErrata && !isSources }

  /// The vectors that are embedded in this program.
  public static var embedded: [VectorSource] { embeddedFiles.filter { isVectorFile($0.name) } }

  /// All embedded files of `vectors/`: the vectors, their schema and their README.
  public static var embeddedFiles: [VectorSource] {
    EmbeddedVectors.files.map { file in
      let text = UnsafeBufferPointer(start: file.text.utf8Start, count: file.text.utf8CodeUnitCount)
      return VectorSource(name: file.name, bytes: Array(text))
    }
  }

  /// Reads the `.json` files below a directory, except those in `schema/`.
  public static func directory(_ path: String) throws(FileError) -> [VectorSource] {
    var sources: [VectorSource] = []
    for name in try FileSystem.files(below: path) where isVectorFile(name) {
      sources.append(VectorSource(name: name, bytes: try FileSystem.read("\(path)/\(name)")))
    }
    return sources
  }

  private static func isVectorFile(_ name: String) -> Bool { name.hasSuffix(".json") && !name.hasPrefix("schema/") }
}
