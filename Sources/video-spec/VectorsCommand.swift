import Gate
import ReferenceImpl
import VideoSpec

#if canImport(Glibc)
  import Glibc
#endif

/// `video-spec vectors lint|export`.
enum VectorsCommand {
  static func run(_ arguments: [String]) throws -> ExitStatus {
    let options = try Options.parse(
      arguments, command: "vectors", usage: "lint [DIR] | export DIR",
      details: """
        lint     check vector files: format, ids, flags, evidence, traceability
                 (default: the vectors in this program)
        export   write the vectors in this program to a directory, with their schema and README

        """, options: [])
    guard let options else { return .success }
    try options.expectOperands(atMost: 2)
    switch options.operands.first {
    case "lint": return try lint(options.operands.dropFirst().first)
    case "export":
      guard let directory = options.operands.dropFirst().first else {
        throw options.fail("say where to: vectors export DIR")
      }
      return try export(to: directory)
    case let other?: throw options.fail("\"\(other)\" is neither lint nor export")
    case nil: throw options.fail("say what to do: lint or export")
    }
  }

  private static func lint(_ directory: String?) throws -> ExitStatus {
    let sources: [VectorSource]
    do throws(FileError) {
      sources = if let directory { try VectorSource.directory(directory) } else { VectorSource.embedded }
    } catch {
      throw CommandFailure("\(error)", status: .usage)
    }
    guard !sources.isEmpty else {
      throw CommandFailure("\(directory ?? "this program") holds no vector files", status: .usage)
    }
    let findings = VectorLint.findings(in: sources)
    for finding in findings { Output.standard.write("\(finding)\n") }
    Output.standard.write("\(sources.count) files, \(findings.count) findings\n")
    return findings.isEmpty ? .success : .notConformant
  }

  private static func export(to directory: String) throws -> ExitStatus {
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
}
