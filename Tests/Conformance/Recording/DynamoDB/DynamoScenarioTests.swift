import DynamoDBStore
import Foundation
import Gate
import ReferenceAdapter
import ReferenceImpl
import Testing
import VideoSpec

@Suite(
  "The recording scenarios on DynamoDB", .enabled(if: DynamoServer.isThere, DynamoServer.reason),
  .timeLimit(.minutes(60)))
struct DynamoScenarioTests {
  @Test("every scenario passes, and every request is signed rightly", arguments: DynamoServer.Kind.allCases)
  func scenarios(kind: DynamoServer.Kind) async throws {
    try await Threads.run {
      let fixture = try DynamoFixture(kind)
      let configuration = try fixture.configuration()
      let open: @Sendable (Text) throws -> DynamoDBRecordStore = { directory in
        var configuration = configuration
        configuration.prefix = Text("s-\(Hexadecimal.lowercase(Array(directory.bytes.suffix(31))))")
        // A scenario's clock is not the server's.
        configuration.expiresItems = false
        return try DynamoDBRecordStore(configuration, credentials: .example)
      }
      let engine = RecordingEngine(open: open, remove: { directory in try? open(directory).removeAll() })
      var reference = ReferenceImplementation(engine: engine)
      let plan = try Plan(.shared, selecting: Selection(profiles: [.record]))
      let outcomes = try Runner.shared.run(plan, against: &reference)
      #expect(outcomes.count == Corpus.shared.cases.count { $0.operation == .recordScenario })
      let failures = outcomes.filter { $0.verdict != .pass }.map { "\($0.vector.id): \($0.verdict.reason ?? "")" }
      #expect(failures == [])
      #expect(fixture.proxy.rejections == [])
      #expect(fixture.proxy.calls.count > 3000)
    }
  }

  @Test("video-spec adapter --database passes, with processes that are really killed")
  func adapter() async throws {
    let fixture = try DynamoFixture(.ministack)
    let url = "dynamodb://\(fixture.table)?region=us-east-1&endpoint=\(fixture.proxy.endpoint.origin)&create=true"
    let environment = Credentials.example
    let result = try await Threads.run {
      let secret = environment.secretAccessKey.withBytes { String(decoding: $0, as: UTF8.self) }
      let token = environment.sessionToken?.withBytes { String(decoding: $0, as: UTF8.self) } ?? ""
      let names = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"]
      return try Program.run(
        Program.videoSpec,
        ["check", "--only", "REC-04*"] + names.flatMap { ["--pass-env", $0] }
          + ["--", Program.videoSpec, "adapter", "--database", url],
        environment: [
          names[0]: environment.accessKeyID.string, names[1]: secret, names[2]: token,
        ])
    }
    #expect(result.status == 0, "\(result.output) \(result.error)")
    #expect(result.output.contains("conformant"))
    #expect(fixture.proxy.rejections == [])
  }

  @Test(
    "video-spec adapter names what is wrong with --database",
    arguments: [
      ("mysql://host/table", "dynamodb://"), ("dynamodb://table?create=true", "region"),
      ("dynamodb://table?region=us-east-1&endpoint=ftp://host", "endpoint"),
    ])
  func usage(url: String, part: String) throws {
    let result = try Program.run(Program.videoSpec, ["adapter", "--database", url])
    #expect(result.status == 2 && result.error.contains(part), "\(result.error)")
  }
}
