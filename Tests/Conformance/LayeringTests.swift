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
  static let libraries: Set = ["COpenSSL", "CSQLite"]
  private static let reference = libraries.union(["VideoSpec"])

  /// The gate has no cryptography of its own, and an implementation knows nothing of the protocol.
  static let layers = [
    Layer("VideoSpec", on: []), Layer("AdapterProtocol", on: ["VideoSpec"]),
    Layer("Gate", on: ["VideoSpec", "AdapterProtocol"]), Layer("ReferenceImpl", on: reference),
    Layer("Inspection", on: reference.union(["ReferenceImpl"])),
    Layer("S3Client", on: reference.union(["ReferenceImpl"])),
    Layer("ReferenceAdapter", on: reference.union(["AdapterProtocol", "ReferenceImpl", "Inspection"])),
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
}
