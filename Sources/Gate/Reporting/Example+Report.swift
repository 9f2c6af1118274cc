import VideoSpec

// A case's two halves for a report: what went in, and what had to come out; without secrets.

extension Example {
  private static let lineLimit = 150

  /// What was asked.
  var question: [String] {
    let input = Redaction(vector.input).apply(to: vector.input)
    let lines =
      vector.operation == .recordScenario
      ? Example.described(input["open"] ?? .null, name: "open", indent: "") + Example.play(vector)
      : Example.described(input, name: nil, indent: "")
    return Example.bounded(["\(vector.operation) at \(vector.clock)"] + lines)
  }

  /// What the case demands.
  var demand: [String] {
    switch vector.expectation {
    case .accepted(let output?) where vector.operation != .recordScenario:
      let output = Redaction(vector.input).apply(to: output)
      return Example.bounded(["accepted, with"] + Example.described(output, name: nil, indent: ""))
    case .accepted where vector.operation == .recordScenario: return ["every step as it is told in the request"]
    case .accepted: return ["accepted, and judged by its meaning"]
    case .rejected(let code, let status, let field):
      let what = ["rejected", status.map { "\($0)" }, code.map(\.rawValue)].compactMap(\.self).joined(separator: " ")
      return [what + (code == nil ? ", with any code" : "") + (field.map { ", naming \($0)" } ?? "")]
    }
  }

  private static func bounded(_ lines: [String]) -> [String] {
    lines.count <= lineLimit ? lines : lines.prefix(lineLimit) + ["… \(lines.count - lineLimit) lines"]
  }
}
