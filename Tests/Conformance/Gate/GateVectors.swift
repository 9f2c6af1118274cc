import AdapterProtocol
import Gate
import VideoSpec

/// Vector files as tests write them.
enum TestVectors {
  static let oracle = FakeOracle()

  /// A file with one group; `cases` are the JSON of its cases.
  static func file(
    _ operation: String, profile: String, requirement: String = "SIG-097", defaults: String = "{}",
    notes: String? = nil,
    _ cases: String...
  ) -> String {
    """
    {
      "format": 1, "subject": "Signing", "topic": "test",\(notes.map { " \"notes\": \($0)," } ?? "")
      "defaults": {"clock": "2026-01-02T03:04:05Z", "input": \(defaults)},
      "groups": [
        {"requirement": "\(requirement)", "profile": "\(profile)", "operation": "\(operation)", "cases": [
          \(cases.joined(separator: ",\n      "))
        ]}
      ]
    }
    """
  }

  static func vectorCase(
    _ id: String, input: String = "{}", expect: String, evidence: String = "computed", extra: String = ""
  ) -> String {
    """
    {"id": "\(id)", "title": "a case", "since": "1.0", \(extra)"evidence": {"kind": "\(evidence)", "reference": "here"},
          "input": \(input), "expect": \(expect)}
    """
  }

  static func corpus(_ texts: String..., edition: Edition = .current) throws -> Corpus {
    let sources = texts.enumerated().map { VectorSource(name: "signing/test\($0).json", bytes: Array($1.utf8)) }
    return try Corpus(sources, edition: edition, oracle: oracle)
  }

  private static let target =
    #"{"bucket": "media", "key": "a b", "addressing": "virtual", "query": [["partNumber", "2"], ["uploads", null]]}"#

  /// An input of `sign.url` and `sign.headers`.
  static let signingInput = """
    {"credentials": {"accessKeyId": "AKIDEXAMPLE", "secretAccessKey": "SECRETSECRET", "sessionToken": "TOKENTOKEN"},
     "region": "eu-west-1", "service": "s3", "method": "PUT", "endpoint": "https://s3.eu-west-1.amazonaws.com",
     "target": \(target),
     "headers": [["Content-Type", "video/webm"], ["User-Agent", "test"]], "payload": {"body": "body"}, "expires": "900"}
    """

  static func signing(
    _ operation: String, requirement: String = "SIG-097", target: String? = nil, expect: String? = nil
  ) throws -> VectorCase {
    let profile = operation == "sign.url" ? "presign-url" : "sign-headers"
    let text = file(
      operation, profile: profile, requirement: requirement,
      vectorCase(
        "\(requirement)-01", input: target.map { signingInput.replacing(TestVectors.target, with: $0) } ?? signingInput,
        expect: expect ?? #"{"verdict": "accepted"}"#))
    return try corpus(text).cases[0]
  }

  /// An input of `verify.*`.
  static let verifyInput = """
    {"credentials": [{"accessKeyId": "AKIDEXAMPLE", "secretAccessKey": "SECRETSECRET"}], "region": "eu-west-1",
     "service": "s3", "request": {"method": "GET", "target": "/", "headers": [["Host", "h"]], "body": ""}}
    """

  static func verification(expect: String) throws -> VectorCase {
    try corpus(
      file(
        "verify.url", profile: "verify", requirement: "SIG-152",
        vectorCase("SIG-152-01", input: verifyInput, expect: expect))
    ).cases[0]
  }
}

extension Judge {
  /// The verdict on an observation at the case's own clock.
  func verdict(on observation: Observation, of vector: VectorCase, isExact: Bool = false) throws -> Verdict {
    try verdict(
      on: observation, of: vector, dates: vector.clock...vector.clock, implementation: .anonymous(isExact: isExact))
  }
}

extension ImplementationInfo {
  static func anonymous(clock: Source = .injected, isExact: Bool = false) -> ImplementationInfo {
    ImplementationInfo(
      name: "", version: "", language: "", source: "", calls: Call.allCases, profiles: Profile.all, clock: clock,
      isExact: isExact)
  }
}

extension VectorCase {
  /// The case's only call, with enough time for a busy machine.
  var run: Run { Run(call: operation.declaration.calls[0], clock: clock, deadlineMilliseconds: 40_000, input: input) }
}
