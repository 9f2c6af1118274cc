import AdapterProtocol
import Gate
import VideoSpec

/// The file of `--known-failures`, or of `--update-known-failures`, which need not be there yet.
struct KnownFailuresFile {
  let contents: KnownFailures?
  private let path: String
  private let isUpdated: Bool

  /// Nil when neither option is given.
  init?(_ options: Options) throws {
    let (read, updated) = (options.value("known-failures"), options.value("update-known-failures"))
    if read != nil, updated != nil {
      throw options.fail("--update-known-failures reads its file, too: it takes the place of --known-failures")
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

  /// Writes the file anew where that was asked for; what a run comes to is then said by the new one.
  ///
  /// - Returns: Why it could not be written.
  func update(_ run: inout CheckRun, corpus: Corpus) -> [String] {
    guard isUpdated else { return [] }
    guard let profile = run.profile else {
      Output.error.write("video-spec: \(path) is left as it is: the adapter did not get ready\n")
      return []
    }
    let known = contents ?? KnownFailures(implementation: profile.name, entries: [])
    guard known.implementation.utf8.elementsEqual(profile.name.utf8) else {
      Output.error.write("video-spec: \(path) is left as it is: it is another implementation's\n")
      return []
    }
    let updated = known.updated(with: run.outcomes, isStrict: run.terms.isStrict, corpus: corpus)
    do throws(FileError) { try FileSystem.write(updated.document, to: path) } catch {
      return ["--update-known-failures \(error)"]
    }
    let (old, new) = (Set(known.entries), Set(updated.entries))
    let text =
      "\(new.subtracting(old).count) new, \(old.subtracting(new).count) gone, \(old.intersection(new).count) kept"
    Output.error.write("video-spec: \(path): \(text)\n")
    run.terms.knownFailures = updated
    return []
  }
}
