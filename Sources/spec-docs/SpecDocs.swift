import Foundation
import Gate

/// `spec-docs write` regenerates the generated parts of every Markdown file in the tree, and the OpenAPI documents. `spec-docs check` lists those that are out of date.
///
/// It is run from a checkout, and needs `video-spec` beside itself: the consoles in documents show what that program prints.
@main
enum SpecDocs {
  private static let usage = """
    USAGE: spec-docs write|check
      write   regenerate what is generated in this checkout: parts of Markdown files, OpenAPI documents
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
      let areClean = [run(mode, workspace), try runOpenAPI(mode, workspace)]
      for note in workspace.notes { write("not run: \(note)\n", to: .standardError) }
      exit(areClean.allSatisfy { $0 } ? 0 : 1)
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

  /// Writes or checks the OpenAPI documents. Returns whether nothing is wrong.
  private static func runOpenAPI(_ mode: Mode, _ workspace: Workspace) throws -> Bool {
    var isClean = true
    for (path, wanted) in try OpenAPIFile.all() + SchemaFile.all() {
      let file = "\(workspace.root)/\(path)"
      if (try? FileSystem.read(file)) == wanted { continue }
      switch mode {
      case .write:
        try FileSystem.write(wanted, to: file)
        write("wrote \(path)\n", to: .standardOutput)
      case .check:
        write("\(path): it is out of date\n", to: .standardOutput)
        isClean = false
      }
    }
    return isClean
  }

  private static func write(_ text: String, to file: FileHandle) { file.write(Data(text.utf8)) }
}
