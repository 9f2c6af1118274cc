import AdapterProtocol
import Gate
import VideoSpec

/// The file of `--known-failures`, or that of `--update-known-failures`, which need not exist yet.
struct KnownFailuresFile {
  let contents: KnownFailures?
  private let path: String
  private let isUpdated: Bool

  /// Reads the file, or returns nil if neither option is given.
  init?(_ options: Options) throws {
    let (read, updated) = (options.value("known-failures"), options.value("update-known-failures"))
    if read != nil, updated != nil {
      throw options.fail(
        "--update-known-failures and --known-failures exclude each other: the first reads its file, too")
    }
    if updated != nil, options.has("fail-fast") {
      throw options.fail("--update-known-failures and --fail-fast exclude each other: the update needs the whole run")
    }
    guard let path = read ?? updated else { return nil }
    self.path = path
    isUpdated = updated != nil
    if isUpdated, path.isEmpty || path == "-" { throw options.fail("--update-known-failures needs the name of a file") }
    let bytes: [UInt8]
    if isUpdated {
      do throws(FileError) { bytes = try FileSystem.read(path) } catch {
        guard error.isMissing else { throw CommandFailure("\(error)", status: .usage) }
        contents = nil
        return
      }
    } else {
      bytes = try Files.read(path)
    }
    do throws(VectorError) { contents = try KnownFailures(name: path, bytes: bytes) } catch {
      throw options.fail("--\(isUpdated ? "update-" : "")known-failures \(error)")
    }
  }

  /// Rewrites the file if `--update-known-failures` is given. The conclusion of the run then rests on the new file.
  ///
  /// - Returns: Why the file could not be written; empty if it was.
  func update(_ run: inout CheckRun, corpus: Corpus) -> [String] {
    guard isUpdated else { return [] }
    guard let info = run.info else {
      Output.error.write("video-spec: \(path) is unchanged: the adapter did not get ready\n")
      return []
    }
    let known = contents ?? KnownFailures(implementation: info.name, entries: [])
    guard known.implementation.utf8.elementsEqual(info.name.utf8) else {
      Output.error.write(
        "video-spec: \(path) is unchanged: it is for \(known.implementation), and the adapter is \(info.name)\n")
      return []
    }
    let updated = known.updated(with: run.outcomes, isStrict: run.terms.isStrict, corpus: corpus)
    do throws(FileError) { try FileSystem.write(updated.document, to: path) } catch {
      return ["--update-known-failures \(error)"]
    }
    let (old, new) = (Set(known.entries), Set(updated.entries))
    let text =
      "\(new.subtracting(old).count) new, \(old.subtracting(new).count) removed, \(old.intersection(new).count) kept"
    Output.error.write("video-spec: \(path): \(text)\n")
    run.terms.knownFailures = updated
    return []
  }
}
