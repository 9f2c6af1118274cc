import VideoSpec

// The input and the expectation of a case for a report, without secrets.

extension Example {
  private static let lineLimit = 150

  /// The input.
  var question: [String] {
    let input = Redaction(vector.input).apply(to: vector.input)
    let lines =
      switch vector.operation.declaration.shape {
      case .call: Example.described(input, name: nil, indent: "")
      case .scenario(let kind): Example.setup(of: input, kind, indent: "") + kind.lines(of: vector)
      case .exchanges: EndpointScenario(vector)?.lines ?? []
      }
    return Example.bounded([Example.question(vector)] + lines)
  }

  /// The expectation.
  var demand: [String] {
    switch vector.operation.declaration.shape {
    case .scenario: return ["every step has the result and the state shown there"]
    case .exchanges: return ["every response is as shown there"]
    case .call: break
    }
    switch vector.expectation {
    case .accepted(let output?):
      let output = Redaction(vector.input).apply(to: output)
      return Example.bounded(
        [vector.mayReject ? "rejected, or accepted with" : "accepted, with"]
          + Example.described(output, name: nil, indent: ""))
    case .accepted: return ["accepted, with any output of the right meaning"]
    case .rejected(let code, let status, let field):
      let what = ["rejected", status.map { "\($0)" }, code.map(\.rawValue)].compactMap(\.self).joined(separator: " ")
      return [what + (code == nil ? ", with any code" : "") + (field.map { ", naming \($0)" } ?? "")]
    }
  }

  private static func bounded(_ lines: [String]) -> [String] {
    lines.count <= lineLimit ? lines : lines.prefix(lineLimit) + ["… \(lines.count - lineLimit) lines"]
  }
}
