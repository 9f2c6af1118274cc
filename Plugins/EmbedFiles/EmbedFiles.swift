import Foundation
import PackagePlugin

/// Embeds files in a target, because an installed program has no checkout to read them from: the vectors in `Gate`, the page in `Web`.
@main
struct EmbedFiles: BuildToolPlugin {
  private struct Source {
    /// The name of the enumeration that is generated.
    let name: String
    let directory: URL
    let extensions: [String]
  }

  func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
    let source =
      target.name == "Web"
      ? Source(
        name: "EmbeddedPage", directory: target.directoryURL.appending(path: "Page"),
        extensions: ["html", "css", "js", "svg"])
      : Source(
        name: "EmbeddedVectors", directory: context.package.directoryURL.appending(path: "vectors"),
        extensions: ["json", "md"])
    let output = context.pluginWorkDirectoryURL.appending(path: "\(source.name).swift")
    let files =
      FileManager.default.enumerator(at: source.directory, includingPropertiesForKeys: nil)?
      .compactMap { $0 as? URL }.filter { source.extensions.contains($0.pathExtension) } ?? []
    return [
      .buildCommand(
        displayName: "Embedding \(source.directory.lastPathComponent)",
        executable: try context.tool(named: "embed-files").url,
        arguments: [source.name, source.directory.path, output.path] + source.extensions,
        inputFiles: files.sorted { $0.path < $1.path }, outputFiles: [output])
    ]
  }
}
