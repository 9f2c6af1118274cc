import Gate
import VideoSpec

/// A report to write, and its format.
struct ReportFile {
  let format: Format
  /// "-" is standard output.
  let path: String

  enum Format: String, CaseIterable {
    case json
    case junit
    case markdown
    case html

    func bytes(of report: Report) -> [UInt8] {
      switch self {
      case .json: Array(report.json.document.withJSONControlsEscaped.utf8)
      case .junit: Array(JUnitReport(report).text.utf8)
      case .markdown: Array(MarkdownReport(report).text.utf8)
      case .html: Array(HTMLReport(report).text.utf8)
      }
    }
  }

  static let options = [
    Option(
      "json", .file(), isRepeatable: true, "write the report as JSON ('-': to standard output, instead of the text)"),
    Option("junit", .file(), isRepeatable: true, "write the report as JUnit XML, for a CI server"),
    Option("markdown", .file(), isRepeatable: true, "write the report as Markdown, for the summary of a CI step"),
    Option("html", .file(), isRepeatable: true, "write the report as one HTML page"),
  ]

  /// Returns the reports that the options ask for.
  static func all(_ options: Options) throws -> [ReportFile] {
    let files = Format.allCases.flatMap { format in
      options.all(format.rawValue).map { ReportFile(format: format, path: $0) }
    }
    for file in files where file.path.isEmpty {
      throw options.fail("--\(file.format.rawValue) needs the name of a file")
    }
    try checkPaths(files, options)
    return files
  }

  /// Checks before the run that no file would be written through a link, and that no file is written twice or over the one that was read.
  private static func checkPaths(_ files: [ReportFile], _ options: Options) throws {
    var written = files.map { (option: "--\($0.format.rawValue)", path: $0.path) }
    for name in ["trace-io", "update-known-failures"] {
      if let path = options.value(name) { written.append(("--\(name)", path)) }
    }
    for (index, file) in written.enumerated() {
      if Files.isLinkToFile(file.path) {
        throw options.fail("\(file.option): \"\(file.path)\" is a symbolic link; name the file itself")
      }
      // `-` is standard input there.
      let read = options.all("known-failures").filter { $0 != "-" }.map { (option: "--known-failures", path: $0) }
      if let other = (written[..<index] + read).first(where: { Files.areSame($0.path, file.path) }) {
        throw options.fail("\"\(file.path)\" is named twice: \(other.option) and \(file.option)")
      }
    }
  }

  /// Writes the reports and the text. Files come first, because the reader of standard output may go away.
  ///
  /// - Parameter faults: Why other files could not be written before.
  /// - Throws: ``CommandFailure`` if a file could not be written. The other files are written all the same.
  static func write(_ report: Report, to files: [ReportFile], text: String, faults: [String]) throws {
    var faults = faults
    for file in files where file.path != "-" {
      do throws(FileError) { try FileSystem.write(file.format.bytes(of: report), to: file.path) } catch {
        faults.append("--\(file.format.rawValue) \(error)")
      }
    }
    if let file = files.first(where: { $0.path == "-" }) {
      Output.standard.write(bytes: file.format.bytes(of: report))
    } else {
      Output.standard.write(text)
    }
    guard faults.isEmpty else {
      throw CommandFailure(
        "not written: \(faults.joined(separator: "; "))", status: .internalFault)
    }
  }
}
