import Gate

/// Lines whose columns are aligned; headings stand between them.
struct Table {
  private enum Line {
    case heading(String)
    case cells([String])
  }

  private var lines: [Line] = []

  mutating func addHeading(_ text: String) { lines.append(.heading(text)) }

  mutating func addRow(_ cells: [String]) { lines.append(.cells(cells)) }

  /// The lines, each with a line feed. The last column is not padded.
  var text: String {
    var widths: [Int] = []
    for case .cells(let cells) in lines {
      for (column, cell) in cells.enumerated() {
        if column == widths.count { widths.append(0) }
        widths[column] = max(widths[column], cell.count)
      }
    }
    return lines.map { line in
      switch line {
      case .heading(let text): text + "\n"
      case .cells(let cells):
        cells.enumerated().map { column, cell in column == cells.count - 1 ? cell : cell.padded(to: widths[column]) }
          .joined(separator: "  ") + "\n"
      }
    }.joined()
  }

  /// `  1 case`, ` 21 cases`: numbers that stand below each other.
  static func count(_ number: Int, _ noun: String) -> String {
    let digits = "\(number)"
    return String(repeating: " ", count: max(0, 4 - digits.count)) + digits + " \(noun)\(number == 1 ? "" : "s")"
  }
}
