import Foundation
package import Gate
import ReferenceAdapter
import VideoSpec

/// The checkout, the vectors in it, and the programs that generators run.
package final class Workspace {
  /// The root of the checkout.
  package let root: String
  let corpus: Corpus
  /// The folder of this program, in which `video-spec` is, too.
  private let products: String
  /// A Python that has boto3, from the environment variable `VIDEO_SPEC_PYTHON`.
  let pythonWithBoto3: String?
  /// What could not be run on this machine.
  private(set) var notes: [String] = []

  /// Finds the checkout that the current directory is in.
  convenience init() throws {
    var root = URL(fileURLWithPath: FileManager.default.currentDirectoryPath)
    while !FileManager.default.fileExists(atPath: root.appendingPathComponent("Package.swift").path) {
      guard root.path != "/" else { throw DocumentFault("run it in a checkout of VideoSpec") }
      root.deleteLastPathComponent()
    }
    let corpus = try Corpus(VectorSource.directory(root.path + "/vectors"), oracle: ReferenceOracle())
    let executable = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    self.init(root: root.path, corpus: corpus, products: executable.deletingLastPathComponent().path)
    guard FileManager.default.isExecutableFile(atPath: program) else {
      throw DocumentFault("\(program) is missing: run 'swift build --product video-spec'")
    }
  }

  package init(root: String, corpus: Corpus, products: String) {
    self.root = root
    self.corpus = corpus
    self.products = products
    pythonWithBoto3 = ProcessInfo.processInfo.environment["VIDEO_SPEC_PYTHON"]
  }

  var program: String { products + "/video-spec" }

  /// Every Markdown file, by its path from the root. Hidden folders and packages that a build fetched are left out.
  package var documents: [String] {
    let files = FileManager.default.enumerator(
      at: URL(fileURLWithPath: root), includingPropertiesForKeys: nil, options: [.skipsHiddenFiles])
    let paths = (files?.compactMap { ($0 as? URL)?.path } ?? []).filter { $0.hasSuffix(".md") }
    return paths.map { String($0.dropFirst(root.count + 1)) }.filter { !$0.contains("node_modules/") }.sorted()
  }

  func note(_ note: String) { notes.append(note) }

  private(set) lazy var hasCurl = (try? run("command -v curl"))?.status == 0

  private(set) lazy var hasPython = (try? run("command -v python3"))?.status == 0

  /// How many mutants the second implementation has; nil without Python.
  private(set) lazy var mutantCount: Int? = {
    guard hasPython, let list = try? run("python3 Implementations/second/adapter.py --list"), list.status == 0 else {
      note("the number of mutants (there is no python3)")
      return nil
    }
    return list.output.split(separator: "\n").count
  }()

  struct Result {
    var status: Int32
    var output: String
    var error: String
  }

  /// Runs a shell script in the root of the checkout, with `video-spec` in the path and without colours.
  func run(_ script: String) throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("spec-docs-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    // Files instead of pipes: nothing has to be drained, and no output is too long.
    let files = try ["output", "error"].map { name in
      let file = folder.appendingPathComponent(name)
      try Data().write(to: file)
      return file
    }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", script]
    process.currentDirectoryURL = URL(fileURLWithPath: root)
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    process.environment = ["PATH": "\(products):\(path)", "NO_COLOR": "1"]
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try FileHandle(forWritingTo: files[0])
    process.standardError = try FileHandle(forWritingTo: files[1])
    try process.run()
    process.waitUntilExit()
    func text(_ file: URL) throws -> String { String(decoding: try FileSystem.read(file.path), as: UTF8.self) }
    return Result(
      status: process.terminationReason == .exit ? process.terminationStatus : 128 + process.terminationStatus,
      output: try text(files[0]), error: try text(files[1]))
  }
}
