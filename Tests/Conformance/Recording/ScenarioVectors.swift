import AdapterProtocol
import Gate
import ReferenceAdapter
import ReferenceImpl
import VideoSpec

/// Scenarios as vector files, for tests of the gate.
enum ScenarioVectors {
  /// Steps and their expectations as JSON. The states are `none`, `one` (a begun upload called first) and `done` (completed).
  typealias Steps = [(step: String, expect: String)]

  /// Returns a suite with one scenario.
  static func corpus(_ steps: Steps) throws -> Corpus {
    try Corpus(
      [VectorSource(name: "recording/test.json", bytes: Array(text([steps]).utf8))], oracle: ReferenceOracle())
  }

  /// Returns a file of scenarios.
  static func text(_ scenarios: [Steps]) -> String {
    let first = #""upload":"first","user":"u_1","question":7,"duration":"12.5""#
    let cases = scenarios.enumerated().map { index, steps in
      let inputs = steps.map(\.step).joined(separator: ",\n")
      let expectations = steps.map(\.expect).joined(separator: ",\n")
      return """
        {"id": "REC-001-0\(index + 1)", "title": "a test", "since": "1.0",
         "evidence": {"kind": "computed", "reference": "here"},
         "input": {"steps": [\(inputs)]},
         "expect": {"verdict": "accepted", "output": {"url": "https://video-uploads-example.s3.eu-west-1.amazonaws.com/",
           "states": {"none": [], "one": [{\(first),"status":"processing"}],
             "done": [{\(first),"status":"completed","size":"5","mediaType":"video/webm","etag":"\\"a\\""}]},
           "steps": [\(expectations)]}}}
        """
    }
    return """
      {"format": 1, "subject": "Recording", "topic": "test",
       "defaults": {"clock": "2026-01-02T03:04:05Z", "input": {"open": \(setup)}},
       "groups": [{"requirement": "REC-001", "profile": "record", "operation": "record.scenario", "cases": [
         \(cases.joined(separator: ",\n"))]}]}
      """
  }

  static let setup = """
    {"users": ["u_1"], "sessions": [{"token": "s-1", "user": "u_1", "expires": "2026-01-03T00:00:00Z"}], "questions": [7],
     "limits": {"bucket": "video-uploads-example", "maximumSize": "90000000", "mediaType": "video/webm"},
     "maximumDuration": "600", "formSeconds": "300", "sweepSeconds": "3600", "origins": ["https://app.example.com"],
     "credentials": {"accessKeyId": "AKIAIOSFODNN7EXAMPLE", "secretAccessKey": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"},
     "region": "eu-west-1", "style": "regional"}
    """

  static let caller = #""session":"s-1","origin":"https://app.example.com""#

  /// Returns a step that begins the upload called first, with an optional fault such as `"kill at commit.before"`.
  static func begin(_ fault: String? = nil) -> String {
    let parts = fault?.split(separator: " at ") ?? []
    let member = parts.count == 2 ? #","fault":{"point":"\#(parts[1])","occurrence":1,"kind":"\#(parts[0])"}"# : ""
    return #"{"do":"begin",\#(caller),"question":7,"duration":"12.5","as":"first"\#(member)}"#
  }

  static let complete = """
    {"do":"complete",\(caller),"upload":"first","store":[{"upload":"first","head":{"status":200,"headers":
      [["Content-Length","5"],["Content-Type","video/webm"],["ETag","\\"a\\""]]}}]}
    """

  static func accepted(_ state: String) -> String { #"{"result":"accepted","states":["\#(state)"]}"# }
  static func killed(_ states: String...) -> String {
    #"{"result":"killed","states":[\#(states.map { "\"\($0)\"" }.joined(separator: ","))]}"#
  }
  static func rejected(_ code: String, _ state: String) -> String {
    #"{"result":"rejected","error":{"code":"\#(code)"},"states":["\#(state)"]}"#
  }
}

/// The reference, with its observations altered on their way to the gate.
struct Tampered: Implementation {
  private var reference = ReferenceImplementation()
  var info: ImplementationInfo
  private let alter: (Run, Observation) -> Observation

  init(_ alter: @escaping (Run, Observation) -> Observation = { $1 }) {
    self.alter = alter
    info = reference.info
  }

  mutating func perform(_ run: Run) -> Observation { alter(run, reference.perform(run)) }
  mutating func crash() { reference.crash() }

  /// Returns a reference with the output of a call altered.
  static func output(
    of call: Call, _ alter: @escaping (inout JSONObject) -> Void
  ) -> Tampered {
    Tampered { run, observation in
      guard run.call == call, case .output(.object(var output)) = observation.outcome else {
        return observation
      }
      alter(&output)
      return Observation(.output(.object(output)))
    }
  }

  /// Returns a reference with the uploads of the dump altered.
  static func uploads(_ alter: @escaping (inout [JSONValue]) -> Void) -> Tampered {
    output(of: .recordDump) { output in
      var uploads = output["uploads"]?.array ?? []
      alter(&uploads)
      output["uploads"] = .array(uploads)
    }
  }
}
