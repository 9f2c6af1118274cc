import Foundation
import Gate
import Testing
import VideoSpec

/// What the gate and two adapters said to each other, by message.
struct Conversation {
  var sent: [JSONValue]
  var answered: [JSONValue]

  /// Puts cases to an adapter and listens on both sides.
  ///
  /// - Parameter timeoutScale: More for long ones: a busy machine is slow.
  init(_ arguments: [String], adapter: String, timeoutScale: Int = 1) throws {
    let (sent, answered) = (try ScratchFile(), try ScratchFile())
    let result = try Program.run(
      Program.videoSpec,
      ["check", "--quiet", "--timeout-scale", "\(timeoutScale)"] + arguments
        + ["--", "/bin/sh", "-c", "tee -a '\(sent.path)' | \(adapter) | tee -a '\(answered.path)'"])
    try #require(result.status == 0, "\(result.output)\(result.error)")
    func messages(_ file: ScratchFile) throws -> [JSONValue] {
      try Text(try FileSystem.read(file.path)).split(at: 0x0A).filter { !$0.isEmpty }.map {
        try JSONValue(parsing: $0.bytes)
      }
    }
    self.sent = try messages(sent)
    self.answered = try messages(answered)
  }
}

@Suite("The protocol's schemas")
struct ProtocolSchemaTests {
  static let folder = "Docs/schema/protocol.v1"

  /// One rule at least of every operation, rejections and kills among them.
  static let rules = [
    "SIG-001", "SIG-030", "SIG-044", "SIG-083", "SIG-120", "SIG-140", "SIG-143", "SIG-192", "POL-001", "FRM-001",
    "FRM-030", "KEY-040", "VAL-001", "VAL-010", "VAL-030", "REC-001", "REC-021", "REC-042",
  ]

  static let adapters =
    ["'\(Program.videoSpec)' adapter"] + (Mutant.command.map { ["'\($0[0])' '\($0[1])'"] } ?? [])

  @Test("whatever the gate says and adapters answer meets them", arguments: adapters)
  func traffic(adapter: String) throws {
    let talk = try Conversation(Self.rules.flatMap { ["--only", $0] }, adapter: adapter, timeoutScale: 30)
    let check = SchemaCheck(Self.folder)
    let operations = Set(talk.sent.compactMap { $0["operation"]?.string })
    let missing = Corpus.shared.casesOfAdapters.map(\.operation).filter {
      $0 != .recordScenario && !operations.contains($0.rawValue)
    }
    #expect(missing.isEmpty, "asked for none of \(missing)")
    for message in talk.sent + talk.answered {
      let type = try #require(message["type"]?.string)
      let faults = try check.faults(in: message, schema: "\(type).json")
      #expect(faults.isEmpty, "\(faults) in \(Text(bytes: message.line))")
    }
    let answers = Set(talk.answered.compactMap { $0["type"]?.string })
    #expect(answers == ["ready", "result", "at", "bye"])
  }

  @Test(
    "and what the protocol does not allow does not",
    arguments: [
      #"{"type":"hello","protocols":[],"suite":{"version":"1","corpus":"sha256:0"}}"#,
      #"{"type":"ready","protocol":2,"implementation":{"name":"a","version":"1"},"operations":[],"profiles":[]}"#,
      #"{"type":"ready","protocol":1,"implementation":{"name":"a"},"operations":[],"profiles":[]}"#,
      #"{"type":"ready","protocol":1,"implementation":{"name":"a","version":"1"},"operations":[],"profiles":[],"clock":"mine"}"#,
      #"{"type":"run","seq":0,"operation":"sign.url","clock":"2026-01-02T03:04:05Z","random":"","deadlineMs":1,"input":{}}"#,
      #"{"type":"run","seq":1,"operation":"key.parse","clock":"2026-01-02T03:04:05Z","random":"","deadlineMs":1,"input":{}}"#,
      #"{"type":"run","seq":1,"operation":"record.open","clock":"2026-01-02T03:04:05Z","random":"","deadlineMs":1,"input":{}}"#,
      #"{"type":"run","seq":1,"operation":"record.step","clock":"2026-01-02T03:04:05Z","random":"","deadlineMs":1,"input":{"do":"begin"}}"#,
      #"{"type":"run","seq":1,"operation":"record.dump","clock":"2026-01-02T03:04:05Z","random":"","deadlineMs":1,"input":{"a":1}}"#,
      #"{"type":"run","seq":1,"operation":"record.close","clock":"2026-01-02T03:04:05Z","random":"","deadlineMs":1,"input":{}}"#,
      #"{"type":"run","seq":1,"operation":"record.dump","clock":"2026-01-02T03:04:05Z","random":"00","deadlineMs":1,"input":{}}"#,
      #"{"type":"run","seq":1,"operation":"media-type.parse","clock":"2026-01-02T03:04:05Z","random":"","deadlineMs":1,"input":{"text":""}}"#,
      #"{"type":"result","seq":1,"status":"fine","output":{}}"#, #"{"type":"result","seq":1,"status":"accepted"}"#,
      #"{"type":"result","seq":1,"status":"rejected","error":{"message":"no code"}}"#,
      #"{"type":"result","status":"accepted","output":{}}"#, #"{"type":"at","seq":1}"#,
    ])
  func broken(message: String) throws {
    let value = try JSONValue(parsing: message.utf8)
    let schema = try #require(value["type"]?.string) + ".json"
    #expect(try !SchemaCheck(Self.folder).faults(in: value, schema: schema).isEmpty)
  }

  static let validator = """
    import json, pathlib, sys
    from jsonschema import Draft202012Validator
    from referencing import Registry, Resource
    read = lambda uri: Resource.from_contents(json.loads(pathlib.Path(uri[7:]).read_text(encoding="utf-8")))
    folder, registry = pathlib.Path(sys.argv[1]), Registry(retrieve=read)
    for path in folder.glob("*.json"):
        Draft202012Validator.check_schema(json.loads(path.read_text(encoding="utf-8")))
    for line in sys.stdin:
        schema = {"$ref": (folder / (json.loads(line)["type"] + ".json")).as_uri()}
        for fault in Draft202012Validator(schema, registry=registry).iter_errors(json.loads(line)):
            print(list(fault.absolute_path), fault.message[:200])
    """

  static let hasJSONSchema =
    Program.python.flatMap { try? Program.run($0, ["-c", "import jsonschema, referencing"]) }?.status == 0

  @Test("another's validator says so, too", .enabled(if: hasJSONSchema, "not run: Python has no jsonschema"))
  func others() throws {
    let talk = try Conversation(["--only", "SIG-090", "--only", "VAL-020"], adapter: "'\(Program.videoSpec)' adapter")
    let lines = (talk.sent + talk.answered).map { Text(bytes: $0.line).string + "\n" }.joined()
    let result = try Program.run(
      try #require(Program.python), ["-c", Self.validator, Program.root + "/" + Self.folder], input: lines)
    #expect(result.output.isEmpty && result.status == 0, "\(result.output)\(result.error)")
  }
}
