import Gate
import VideoSpec

/// Where a report goes, and in which form.
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
      case .json: report.json.document
      case .junit: Array(JUnitReport(report).text.utf8)
      case .markdown: Array(MarkdownReport(report).text.utf8)
      case .html: Array(HTMLReport(report).text.utf8)
      }
    }
  }

  static let options = [
    Option("json", argument: "FILE", "write the report as JSON too ('-': instead of the text)"),
    Option("junit", argument: "FILE", "write it as JUnit XML, for a CI server"),
    Option("markdown", argument: "FILE", "write it as Markdown, for a CI step's summary"),
    Option("html", argument: "FILE", "write it as a page that stands alone"),
  ]

  /// Those asked for.
  static func all(_ options: Options) throws -> [ReportFile] {
    let files = Format.allCases.flatMap { format in
      options.all(format.rawValue).map { ReportFile(format: format, path: $0) }
    }
    for (index, file) in files.enumerated() {
      if file.path.isEmpty { throw options.fail("--\(file.format.rawValue) needs the name of a file") }
      if let other = files[..<index].first(where: { $0.path.utf8.elementsEqual(file.path.utf8) }) {
        throw options.fail("\"\(file.path)\" is named twice: --\(other.format.rawValue) and --\(file.format.rawValue)")
      }
    }
    return files
  }

  /// Writes the reports and the text. Files come first: what reads standard output may go away.
  ///
  /// - Parameter faults: What else could not be written before.
  /// - Throws: ``CommandFailure`` when one could not be written; the others are.
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
