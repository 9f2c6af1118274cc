import Foundation
import PackagePlugin

/// Embeds `vectors/` in the program, because an installed `video-spec` has no checkout to read them from.
@main
struct EmbedVectors: BuildToolPlugin {
  func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
    let vectors = context.package.directoryURL.appending(path: "vectors")
    let output = context.pluginWorkDirectoryURL.appending(path: "EmbeddedVectors.swift")
    let tool = try context.tool(named: "embed-vectors").url
    let files =
      FileManager.default.enumerator(at: vectors, includingPropertiesForKeys: nil)?
      .compactMap { $0 as? URL }.filter { ["json", "md"].contains($0.pathExtension) } ?? []
    return [
      .buildCommand(
        displayName: "Embedding vectors", executable: tool, arguments: [vectors.path, output.path],
        inputFiles: files.sorted { $0.path < $1.path }, outputFiles: [output])
    ]
  }
}
