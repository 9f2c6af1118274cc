public import AdapterProtocol
import VideoSpec

/// Checks that every rejected case of a receiver has exactly one fault: with two, it is unknown which of them an implementation rejects.
public struct FaultLint: Sendable {
  private let finder: any FaultFinder

  public init(finder: any FaultFinder) { self.finder = finder }

  /// Returns a finding for each case that has more than one fault. Files that cannot be read are left to ``VectorLint``.
  public func findings(in sources: [VectorSource]) -> [LintFinding] {
    sources.filter(\.hasCases).sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }.flatMap { source in
      let file = try? VectorFile(name: source.name, bytes: source.bytes)
      return (file?.located ?? []).compactMap { finding(on: $1, at: $0, in: source) }
    }
  }

  private func finding(on vector: VectorCase, at path: JSONPath, in source: VectorSource) -> LintFinding? {
    // Several faults matter only if the case expects one of S3's codes: each fault may have another one.
    guard vector.withdrawn == nil, case .rejected = vector.expectation,
      case .call(let shape) = vector.operation.declaration.shape, shape.requiresCode
    else { return nil }
    let faults = finder.faults(of: Run(call: shape.call, clock: vector.clock, input: vector.input))
    guard faults.count > 1 else { return nil }
    return LintFinding(
      file: source.name, line: path.appending(.member("id")).line(in: source.bytes),
      message: "\(vector.id) has \(faults.count) faults: \(faults.map(\.description).joined(separator: "; "))")
  }
}
