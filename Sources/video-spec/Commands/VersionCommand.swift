import Gate
import ReferenceAdapter

extension Command {
  static let version = Command(
    "version", summary: "print the versions of the program, the edition and the vectors",
    details: [
      "The digest is the one that reports name. Two programs that print the same digest contain the same vectors."
    ], options: [],
    examples: [CommandExample("video-spec version", "print the versions, as 'video-spec --version' does")]
  ) { _ in
    let digest = Corpus.digest(of: VectorSource.embedded, oracle: ReferenceOracle())
    Output.standard.write("video-spec \(Suite.version)\nedition \(Edition.current), corpus \(digest)\n")
    return .success
  }
}
