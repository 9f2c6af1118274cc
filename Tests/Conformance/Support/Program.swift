import Foundation

/// The programs that tests start, and their results.
struct Program {
  struct Result {
    var status: Int32
    var output: String
    var error: String
  }

  /// The checkout's root: the tests read its documents and start its adapters.
  static let root: String = {
    var url = URL(fileURLWithPath: #filePath)
    repeat {
      url.deleteLastPathComponent()
    } while !FileManager.default.fileExists(
      atPath: url.appendingPathComponent("Package.swift").path)
    return url.path
  }()

  /// Where the build put the programs: beside the tests.
  static let products: String = {
    let executable = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent().path
    return FileManager.default.isExecutableFile(atPath: executable + "/video-spec")
      ? executable : root + "/.build/debug"
  }()

  static let videoSpec = products + "/video-spec"

  private static let searchPath = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"

  /// python3's path; nil on a machine without Python.
  static let python: String? = {
    guard let result = try? run("/bin/sh", ["-c", "command -v python3"]), result.status == 0 else { return nil }
    return result.output.trimmingCharacters(in: .whitespacesAndNewlines)
  }()

  /// A Python that has boto3; nil where `make test` could not make one.
  static let pythonWithBoto3 = ProcessInfo.processInfo.environment["VIDEO_SPEC_PYTHON"]

  /// Gives the program another path.
  ///
  /// A link, if possible: a copy is open for writing at first, and a process that another test starts at that moment inherits the open
  /// file, so that the copy cannot be executed ("Text file busy").
  static func copy(to path: String) throws {
    do {
      try FileManager.default.linkItem(atPath: videoSpec, toPath: path)
    } catch {
      try FileManager.default.copyItem(atPath: videoSpec, toPath: path)
    }
  }

  static func run(
    _ path: String, _ arguments: [String], input: String = "", environment: [String: String] = [:]
  ) throws -> Result {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: root)
    process.environment = ["PATH": products + ":" + searchPath, "NO_COLOR": "1"].merging(environment) {
      $1
    }
    let files = try (0..<3).map { _ in try ScratchFile() }
    try input.write(toFile: files[0].path, atomically: false, encoding: .utf8)
    // Files instead of pipes: nothing to drain, and no output is too long.
    process.standardInput = try FileHandle(forReadingFrom: URL(fileURLWithPath: files[0].path))
    process.standardOutput = try FileHandle(forWritingTo: URL(fileURLWithPath: files[1].path))
    process.standardError = try FileHandle(forWritingTo: URL(fileURLWithPath: files[2].path))
    try process.run()
    process.waitUntilExit()
    return Result(
      status: process.terminationReason == .exit ? process.terminationStatus : 128 + process.terminationStatus,
      output: try String(contentsOfFile: files[1].path, encoding: .utf8),
      error: try String(contentsOfFile: files[2].path, encoding: .utf8))
  }
}

/// A file that goes with the value.
final class ScratchFile {
  let path: String

  init(_ contents: String = "", name: String = "file") throws {
    let directory = FileManager.default.temporaryDirectory.appendingPathComponent("video-spec-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    path = directory.appendingPathComponent(name).path
    try contents.write(toFile: path, atomically: false, encoding: .utf8)
  }

  deinit { try? FileManager.default.removeItem(at: URL(fileURLWithPath: path).deletingLastPathComponent()) }
}
