import Foundation
import Gate

/// `spec-docs write` regenerates the generated parts of every Markdown file in the tree. `spec-docs check` lists those that are out of date.
///
/// It is run from a checkout, and needs `video-spec` beside itself: the consoles in documents show what that program prints.
@main
enum SpecDocs {
  private static let usage = """
    USAGE: spec-docs write|check
      write   regenerate what is generated in the Markdown files of this checkout
      check   list what is out of date; the exit status is 1 if there is any

    """

  static func main() {
    let arguments = CommandLine.arguments.dropFirst()
    guard arguments.count == 1, let mode = arguments.first.flatMap(Mode.init) else {
      write(usage, to: .standardError)
      exit(64)
    }
    do {
      let workspace = try Workspace()
      let isClean = run(mode, workspace)
      for note in workspace.notes { write("not run: \(note)\n", to: .standardError) }
      exit(isClean ? 0 : 1)
    } catch {
      write("spec-docs: \(error)\n", to: .standardError)
      exit(1)
    }
  }

  private enum Mode: String {
    case write
    case check
  }

  /// Returns whether nothing is wrong. Every document is looked at, whatever is wrong with the others.
  private static func run(_ mode: Mode, _ workspace: Workspace) -> Bool {
    var isClean = true
    for path in workspace.documents {
      do {
        let document = try Document(path, in: workspace.root)
        guard let difference = Difference(document.text, try document.generated(by: workspace)) else { continue }
        switch mode {
        case .write:
          try FileSystem.write(Array(difference.wanted.utf8), to: "\(workspace.root)/\(path)")
          write("wrote \(path)\n", to: .standardOutput)
        case .check:
          write("\(path):\(difference)\n", to: .standardOutput)
          isClean = false
        }
      } catch {
        let place = (error as? DocumentFault)?.line.map { "\(path):\($0)" } ?? path
        write("\(place): \(error)\n", to: .standardOutput)
        isClean = false
      }
    }
    return isClean
  }

  private static func write(_ text: String, to file: FileHandle) { file.write(Data(text.utf8)) }
}
