import Foundation
import Testing

/// The targets of `Package.swift` with their direct dependencies.
struct Manifest {
  private(set) var dependencies: [String: Set<String>] = [:]

  init() throws {
    let text = try String(contentsOfFile: Program.root + "/Package.swift", encoding: .utf8)
    let target = /\.(?:target|executableTarget|testTarget)\(\s*name: "([^"]+)"(?:,\s*dependencies: \[([^\]]*)\])?/
    for match in text.matches(of: target) {
      let names = (match.output.2 ?? "").matches(of: /"([^"]+)"/).map { String($0.output.1) }
      dependencies[String(match.output.1)] = Set(names)
    }
  }

  var targets: [String] { dependencies.keys.sorted() }

  /// Everything that a target depends on, directly or not.
  func reachable(from target: String) -> Set<String> {
    var found: Set<String> = []
    var rest = [target]
    while let next = rest.popLast() {
      for name in dependencies[next] ?? [] where found.insert(name).inserted { rest.append(name) }
    }
    return found
  }
}

/// A target, and everything that it may depend on.
struct Layer: Sendable, CustomTestStringConvertible {
  let target: String
  let allowed: Set<String>
  var testDescription: String { target }

  init(_ target: String, on allowed: Set<String>) {
    self.target = target
    self.allowed = allowed
  }
}

@Suite("Dependencies run one way")
struct LayeringTests {
  static let libraries: Set = ["COpenSSL", "CSQLite", "CLinux", "CPostgres"]
  private static let reference: Set = ["COpenSSL", "CSQLite", "VideoSpec"]
  /// Messages and connections, which know nothing of video or S3.
  private static let http: Set = ["COpenSSL", "CLinux", "HTTPCore"]

  /// The gate has no cryptography of its own, an implementation knows nothing of the protocol, and HTTP knows nothing of ours.
  static let layers = [
    Layer("VideoSpec", on: []), Layer("AdapterProtocol", on: ["VideoSpec"]),
    Layer("Gate", on: ["VideoSpec", "AdapterProtocol"]), Layer("ReferenceImpl", on: reference),
    Layer("Inspection", on: reference.union(["ReferenceImpl"])),
    Layer("HTTPCore", on: http.subtracting(["HTTPCore"])), Layer("HTTPServer", on: http),
    Layer("HTTPClient", on: http),
    Layer("S3Client", on: reference.union(http).union(["ReferenceImpl", "HTTPClient"])),
    Layer("DynamoDBStore", on: reference.union(http).union(["ReferenceImpl", "HTTPClient"])),
    Layer("S3Endpoint", on: reference.union(http).union(["ReferenceImpl", "Inspection", "HTTPServer"])),
    Layer(
      "EndpointGate",
      on: reference.union(http).union([
        "AdapterProtocol", "ReferenceImpl", "Inspection", "Gate", "HTTPClient", "HTTPServer", "S3Endpoint",
      ])),
    Layer(
      "Services",
      on: reference.union(http).union([
        "ReferenceImpl", "Inspection", "HTTPClient", "HTTPServer", "S3Client", "S3Endpoint",
      ])),
    Layer("Web", on: []),
    Layer("PostgresStore", on: reference.union(["ReferenceImpl", "CPostgres"])),
    Layer(
      "ReferenceAdapter",
      on: reference.union(["AdapterProtocol", "ReferenceImpl", "Inspection", "PostgresStore", "CPostgres"])),
  ]

  @Test("a library depends only on what is below it", arguments: layers)
  func library(layer: Layer) throws {
    let manifest = try Manifest()
    #expect(manifest.targets.contains(layer.target))
    #expect(manifest.reachable(from: layer.target).subtracting(layer.allowed) == [])
  }

  @Test("nothing depends on a program but tests")
  func programs() throws {
    let manifest = try Manifest()
    #expect(manifest.targets.count >= 15)
    for target in manifest.targets where !["Conformance", "Property"].contains(target) {
      let programs = manifest.reachable(from: target).filter { $0.hasPrefix("video-spec") || $0 == "Rehearsal" }
      #expect(programs.isEmpty || target == "recording-child", "\(target) depends on \(programs)")
    }
  }

  @Test("nothing of the libraries and of video-spec imports Foundation, which would triple the time to start")
  func foundation() throws {
    let sources = URL(fileURLWithPath: Program.root + "/Sources")
    let files = try #require(FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil))
    var count = 0
    let tools = ["/Sources/spec-docs/", "/Sources/embed-files/"]
    for case let file as URL in files where file.pathExtension == "swift" && !tools.contains(where: file.path.contains)
    {
      count += 1
      let text = try String(contentsOf: file, encoding: .utf8)
      #expect(!text.contains(/(?m)^ *(?:[@a-z]+ )*import (?:Foundation|Dispatch)/), "\(file.path)")
    }
    #expect(count >= 300)
  }
}
