import Foundation
import Gate
import VideoSpec

/// A fenced block of a document. A console is run; a snippet, a program and a message are taken from where they come from.
struct Block {
  var language: String
  /// The line above it that is not empty, where its marker is.
  var above: String
  var lines: [String]

  /// The lines as they should be.
  func generated(_ workspace: Workspace) throws -> [String] {
    if Marker.value(of: "unchecked", in: above) != nil { return lines }
    if let path = Marker.value(of: "file", in: above) { return try Block.file(path, workspace) }
    if let name = Marker.value(of: "snippet", in: above) { return try Block.file("Snippets/\(name).swift", workspace) }
    if let message = Marker.value(of: "message", in: above) { return try Block.message(message, workspace) }
    return language == "console" ? try console(workspace) : lines
  }

  private static func file(_ path: String, _ workspace: Workspace) throws -> [String] {
    guard let bytes = try? FileSystem.read("\(workspace.root)/\(path)") else {
      throw DocumentFault("the marker names \(path), which cannot be read")
    }
    return lines(of: String(decoding: bytes, as: UTF8.self))
  }

  /// The lines of a text that ends with a line feed.
  private static func lines(of text: String) -> [String] {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    return lines.last == "" ? lines.dropLast() : lines
  }

  // MARK: - Messages

  /// `TYPE CASE`: a message that the gate and the reference adapter exchange about a case.
  private static func message(_ marker: String, _ workspace: Workspace) throws -> [String] {
    let parts = marker.split(separator: " ").map(String.init)
    guard parts.count == 2 else { throw DocumentFault("the marker should be 'message: TYPE CASE'") }
    let log = FileManager.default.temporaryDirectory.appendingPathComponent("spec-docs-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: log) }
    let adapter = "tee -a '\(log)' | '\(workspace.program)' adapter | tee -a '\(log)'"
    let result = try workspace.run(
      "'\(workspace.program)' check --quiet --only \(parts[1]) -- /bin/sh -c \"\(adapter)\"")
    guard result.status == 0 else { throw DocumentFault("\(parts[1]) cannot be run: \(result.output)") }
    for line in Text(try FileSystem.read(log)).split(at: 0x0A) where !line.isEmpty {
      guard let message = try? JSONValue(parsing: line.bytes), message["type"]?.string == parts[0] else { continue }
      return lines(of: Text(bytes: message.document).string)
    }
    throw DocumentFault("there is no \(parts[0]) in the conversation about \(parts[1])")
  }

  // MARK: - Consoles

  /// What a program prints if its example does not work. A document that shows it is wrong.
  private static let signsOfFailure = ["the adapter crashed", "did not get ready", "Try 'video-spec", ": not found"]

  /// The commands of the console, each with what it prints now. Variables that a command exports hold for those below it.
  private func console(_ workspace: Workspace) throws -> [String] {
    let commands = lines.filter { $0.hasPrefix("$ ") }.map { String($0.dropFirst(2)) }
    guard !commands.isEmpty else { throw DocumentFault("a console needs a line that begins with '$ '") }
    // Commands on the checkout itself are shown as they are.
    if commands.contains(where: { command in ["make ", "git ", "cd "].contains(where: command.hasPrefix) }) {
      return lines
    }
    let needsBoto3 = commands.contains { $0.contains("python ") }
    if needsBoto3 && workspace.pythonWithBoto3 == nil {
      workspace.note("\(commands[0]) (VIDEO_SPEC_PYTHON names no Python with boto3)")
      return lines
    }
    if commands.contains(where: { $0.contains("/curl/") }), !workspace.hasCurl {
      workspace.note("\(commands[0]) (there is no curl)")
      return lines
    }
    if commands.contains(where: { $0.contains("python3 ") }), !workspace.hasPython {
      workspace.note("\(commands[0]) (there is no python3)")
      return lines
    }
    let python = workspace.pythonWithBoto3 ?? "python"
    // The gate starts an adapter without a shell, which alone knows the function.
    var script = "python() { '\(python)' \"$@\"; }\n"
    var shown: [String] = []
    for command in commands {
      let result = try workspace.run(script + command.replacing("-- python ", with: "-- '\(python)' "))
      if command.hasPrefix("export ") { script += command + "\n" }
      let output = (result.output + result.error).replacing(python, with: "python")
      if let sign = Block.signsOfFailure.first(where: output.contains) {
        throw DocumentFault("the example does not work (\"\(sign)\"): \(command)\n\(output)")
      }
      shown += ["$ \(command)"] + Block.lines(of: output)
    }
    return shown
  }
}
