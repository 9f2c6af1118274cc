import Gate
import ReferenceAdapter
import VideoSpec

#if canImport(Glibc)
  import Glibc
#endif

extension Command {
  static let vectors = Command(
    group: "vectors", summary: "lint, format or export vector files", details: [],
    commands: [
      Command(
        "vectors lint", summary: "check vector files: format, ids, flags, evidence, errata, faults",
        details: [
          "The evidence of cases and of this program's rules must name sources of sources.json. If the directory has no such file, that of this program is used.",
          "A rejected case of a receiver has exactly one fault. The lint finds a second one with the reference.",
        ],
        operands: [
          Operand(.directory(), isOptional: true, "a directory of vector files (default: the vectors in this program)")
        ], options: [],
        examples: [CommandExample("video-spec vectors lint vectors", "check the vectors of a checkout")],
        exitStatuses: [
          ExitMeaning(.success, "no findings"), ExitMeaning(.notConformant, "findings"), .usage, .fault,
        ], run: VectorsCommand.lint),
      Command(
        "vectors format", summary: "write vector files in canonical form",
        details: [
          "The canonical form is the one that 'video-spec vectors lint' demands: members in order, two spaces of indentation, short values on one line. Files that are in this form are not written."
        ],
        operands: [Operand(.directory(), isOptional: true, "a directory of vector files (default: vectors)")],
        options: [],
        examples: [CommandExample("video-spec vectors format", "format the vectors of a checkout, in its root")],
        run: VectorsCommand.format),
      Command(
        "vectors export", summary: "write the vectors in this program to a directory",
        details: ["Writes their schema and README, too. Directories that do not exist are made."],
        operands: [Operand(.directory(), "the directory to write to")], options: [],
        examples: [CommandExample("video-spec vectors export vectors", "get the vectors as JSON files")],
        run: VectorsCommand.export),
    ])
}

/// `video-spec vectors lint|format|export`.
enum VectorsCommand {
  @Sendable static func lint(_ options: Options) throws -> ExitStatus {
    let sources =
      if let directory = options.operands.first { try self.sources(in: directory) } else { VectorSource.embedded }
    let cases = VectorLint.findings(in: sources) + FaultLint(finder: ReferenceFaultFinder()).findings(in: sources)
    // Files that cannot be read are among the findings of their own lint.
    let rules = (try? CatalogueLint.findings(in: sources)) ?? []
    let findings = cases.map(\.description) + rules
    for finding in findings { Output.standard.write("\(finding)\n") }
    Output.standard.write("\(sources.count) files, \(findings.count) findings\n")
    return findings.isEmpty ? .success : .notConformant
  }

  /// Formats every file that can be read as JSON, also where another one cannot.
  @Sendable static func format(_ options: Options) throws -> ExitStatus {
    let directory = options.operands.first ?? "vectors"
    let sources = try sources(in: directory)
    var formatted = 0
    var faults = 0
    for source in sources {
      let path = "\(directory)/\(source.name)"
      do {
        let bytes = try VectorFormat.canonicalBytes(of: source)
        guard bytes != source.bytes else { continue }
        try FileSystem.write(bytes, to: path)
        formatted += 1
        Output.standard.write("formatted \(path)\n")
      } catch let error as JSONError {
        faults += 1
        Output.error.write("video-spec: \(path): \(error)\n")
      } catch let error as FileError {
        throw CommandFailure("\(error)", status: .internalFault)
      }
    }
    Output.standard.write("\(sources.count) files, \(formatted) formatted\n")
    guard faults == 0 else {
      throw CommandFailure("\(faults) \(faults == 1 ? "file is" : "files are") not JSON", status: .usage)
    }
    return .success
  }

  @Sendable static func export(_ options: Options) throws -> ExitStatus {
    let directory = options.operands[0]
    let sources = VectorSource.embeddedFiles
    for source in sources {
      let path = "\(directory)/\(source.name)"
      var parent = ""
      for part in path.split(separator: "/", omittingEmptySubsequences: false).dropLast() {
        parent += part + "/"
        if mkdir(parent, 0o755) != 0, errno != EEXIST { throw FileError("mkdir", parent) }
      }
      try FileSystem.write(source.bytes, to: path)
    }
    Output.standard.write("\(sources.count) files written to \(directory)\n")
    return .success
  }

  private static func sources(in directory: String) throws -> [VectorSource] {
    let sources: [VectorSource]
    do throws(FileError) { sources = try VectorSource.directory(directory) } catch {
      throw CommandFailure("\(error)", status: .usage)
    }
    guard !sources.isEmpty else {
      throw CommandFailure("\(directory) contains no vector files", status: .usage)
    }
    return sources
  }
}
