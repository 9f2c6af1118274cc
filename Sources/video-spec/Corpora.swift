import Gate
import ReferenceAdapter
import ReferenceImpl

/// The vectors that a command works on.
enum Corpora {
  /// Those of `--vectors`, or the ones in this program, in the edition of `--suite`.
  static func load(_ options: Options) throws -> Corpus {
    var edition = Edition.current
    if let text = options.value("suite") {
      guard let named = Edition(text), named <= .current else {
        throw options.fail("there is no edition \"\(text)\"; the newest is \(Edition.current)")
      }
      edition = named
    }
    do {
      guard let directory = options.value("vectors") else {
        return try Corpus.embedded(edition: edition, oracle: ReferenceOracle())
      }
      return try Corpus(VectorSource.directory(directory), edition: edition, oracle: ReferenceOracle())
    } catch let error as VectorError {
      // The program's own vectors are the suite's own fault, a directory's are its owner's.
      throw CommandFailure("\(error)", status: options.has("vectors") ? .usage : .internalFault)
    } catch let error as FileError {
      throw CommandFailure("\(error)", status: .usage)
    }
  }
}
