import Gate
import S3Endpoint
import VideoSpec

/// Numbers in a document's text that are counted: `<!-- figure: NAME -->123`. A marker in a code span is text.
enum Figures {
  private static let start = "<!-- figure: "
  private static let end = " -->"

  /// The line with every figure in it as it should be.
  static func updated(_ line: String, _ workspace: Workspace) throws(DocumentFault) -> String {
    guard line.contains(start) else { return line }
    if line.drop(while: { $0 == " " }).hasPrefix(start) {
      throw DocumentFault("a line must not begin with a figure's marker, which would make a block of HTML of it")
    }
    var output = ""
    var rest = line[...]
    while let open = rest.firstRange(of: start), let close = rest[open.upperBound...].firstRange(of: end) {
      let name = String(rest[open.upperBound..<close.lowerBound])
      output += rest[..<open.lowerBound]
      let isCode = !output.utf8.count { $0 == UInt8(ascii: "`") }.isMultiple(of: 2)
      output += rest[open.lowerBound..<close.upperBound]
      rest = rest[close.upperBound...]
      if isCode { continue }
      let digits = rest.prefix { $0.isASCII && $0.isNumber }
      guard !digits.isEmpty else { throw DocumentFault("there is no number behind the marker of the figure \(name)") }
      output += try value(of: name, workspace).map { "\($0)" } ?? String(digits)
      rest = rest.dropFirst(digits.count)
    }
    return output + rest
  }

  /// Nil if it cannot be counted on this machine.
  private static func value(of name: String, _ workspace: Workspace) throws(DocumentFault) -> Int? {
    let cases = workspace.corpus.cases
    switch name {
    case "cases": return cases.count
    case "requirements": return Catalogue.requirements.count
    case "suite-cases": return cases.count { $0.evidence.kind == .suite }
    case "contested-cases": return cases.count { $0.evidence.kind == .contested }
    case "mutants": return workspace.mutantCount
    case "endpoint-mutants": return EndpointCheck.mutants.count
    default: throw DocumentFault("there is no figure called \(name)")
    }
  }
}
