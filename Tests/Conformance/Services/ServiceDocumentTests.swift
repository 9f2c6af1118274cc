import ReferenceImpl
import Testing
import VideoSpec

@testable import Services

/// The OpenAPI document, and the parts of a service that need no server.
@Suite("A service's declarations")
struct ServiceDocumentTests {
  @Test("the OpenAPI document that is served describes every operation and every problem")
  func document() throws {
    let recording = try RecordingServiceFixture()
    try check(#require(try recording.send("GET", "/openapi.json").json), of: recording.service)
    let library = try LibraryServiceFixture()
    try check(#require(try library.send("GET", "/openapi.json").json), of: library.service)
    let membership = try MembershipServiceFixture()
    try check(#require(try membership.send("GET", "/openapi.json").json), of: membership.service)
  }

  private func check(_ document: JSONValue, of service: any Service) throws {
    #expect(document["openapi"] == "3.1.0")
    for operation in service.operations {
      let path = try #require(document["paths"]?[Text(operation.path.description)], "\(operation.id)")
      let described = try #require(path[operation.method.lowercased], "\(operation.id)")
      #expect(described["operationId"]?.string == operation.id)
      let responses = try #require(described["responses"]?.object)
      let statuses = Set(responses.members.map(\.name.string))
      #expect(
        statuses
          == Set(
            operation.allProblems.map { "\($0.status)" } + ["\(operation.success.status)", "default"]
              + (operation.success.isConditional ? ["304"] : []) + (operation.success.content.isVideo ? ["206"] : [])))
      for problem in operation.allProblems {
        let text = responses[Text("\(problem.status)")]?["description"]?.string ?? ""
        #expect(text.contains("`\(problem.code)`"), "\(operation.id)")
      }
    }
    // Every reference leads somewhere.
    var references: Set<Text> = []
    func collect(_ value: JSONValue) {
      if let reference = value["$ref"]?.text { references.insert(reference) }
      for element in value.array ?? [] { collect(element) }
      for member in value.object?.members ?? [] { collect(member.value) }
    }
    collect(document)
    #expect(references.count > 6)
    for reference in references {
      let name = Text(reference.bytes.dropFirst("#/components/schemas/".utf8.count))
      #expect(document["components"]?["schemas"]?[name] != nil, "\(reference)")
    }
  }

  @Test("no operation declares a code twice, and all problems of a code are the same")
  func problems() throws {
    try checkProblems(of: RecordingServiceFixture().service)
    try checkProblems(of: LibraryServiceFixture().service)
    try checkProblems(of: MembershipServiceFixture().service)
  }

  private func checkProblems(of service: any Service) throws {
    var known: [ErrorCode: Problem] = [:]
    for operation in service.operations {
      let codes = operation.allProblems.map(\.code)
      #expect(Set(codes).count == codes.count, "\(operation.id)")
      for problem in operation.allProblems {
        #expect(known[problem.code] ?? problem == problem)
        known[problem.code] = problem
      }
    }
  }

  @Test(
    "hosts of the store and of the service",
    arguments: [
      ("127.0.0.1:8000", true), ("127.0.0.1", true), ("[::1]:8000", true), ("videos.localhost:8000", true),
      ("localhost:8000", false), ("LOCALHOST", false), ("app.example.com", false), ("", false), (":8000", false),
      ("localhost.evil.example:8000", false),
    ])
  func hosts(host: String, isStore: Bool) {
    #expect(HostHandler.isStore(Array(host.utf8)) == isStore)
  }

  @Test(
    "environment variables that are wrong are named",
    arguments: [
      ("S3_BUCKET_NAME_VIDEO", "A"), ("MAX_VIDEO_FILESIZE", "90MB"), ("MAX_VIDEO_FILESIZE", "0"),
      ("ALLOW_VIDEO_MIME_TYPE", "“video/webm”"), ("ALLOW_VIDEO_MIME_TYPE", "video/*"),
      ("ALLOW_VIDEO_MIME_TYPE", "text/html"), ("ALLOW_VIDEO_MIME_TYPES", "video/mp4,video/ogg"),
      ("ALLOW_VIDEO_MIME_TYPES", "video/mp4,"),
      ("DATABASE_URL", "mysql://secret@host/db"), ("DATABASE_URL", "sqlite://"),
      ("ALLOWED_ORIGINS", "https://a.example/"),
      ("ALLOWED_ORIGINS", "https://a.example,b.example"), ("AWS_ENDPOINT_URL", "localhost:9000"),
      ("AWS_ENDPOINT_URL_S3", "http://h/p"), ("S3_PUBLIC_ENDPOINT_URL", "x"), ("AWS_REGION", "mars-north-1"),
      ("JWT_SECRET", "secret"), ("VIDEO_UPSTREAMS", "media.example"), ("VIDEO_UPSTREAMS", "https://media.example/a"),
      ("VIDEO_UPSTREAM_NETWORKS", "10.0.0.1/8"), ("VIDEO_UPSTREAM_NETWORKS", "10.0.0.0/8,"),
    ] as [(Text, Text)])
  func environment(name: Text, value: Text) throws {
    let error = try #require(throws: Rejection.self) { try ServiceEnvironment([name: value]) }
    #expect(error.field == name.string)
    #expect(!error.message.contains("secret"))
  }

  @Test("the first operator has an address and a password, or neither")
  func firstOperator() throws {
    let noPassword = try #require(throws: Rejection.self) {
      try ServiceEnvironment(["OPERATOR_EMAIL": "a@example.com"])
    }
    #expect(noPassword.field == "OPERATOR_PASSWORD")
    let noEmail = try #require(throws: Rejection.self) { try ServiceEnvironment(["OPERATOR_PASSWORD": "secret-12"]) }
    #expect(noEmail.field == "OPERATOR_EMAIL" && !noEmail.message.contains("secret-12"))
  }

  @Test("the environment's defaults are those of the description")
  func defaults() throws {
    let environment = try ServiceEnvironment(["MAX_VIDEO_FILESIZE": ""])
    #expect(environment.limits.object == ObjectLimits(maximumSize: 90_000_000, mediaType: "video/webm"))
    #expect(environment.endpoint == nil)
    #expect(environment.mediaTypes == ["video/mp4", "video/webm", "video/quicktime"])
    #expect(
      try ServiceEnvironment(["ALLOW_VIDEO_MIME_TYPES": "Video/MP4, video/webm"]).mediaTypes == [
        "video/mp4", "video/webm",
      ])
    let other = try ServiceEnvironment([
      "AWS_ENDPOINT_URL": "http://store:9000", "AWS_ENDPOINT_URL_S3": "http://s3:9000", "AWS_REGION": "garage",
      "ALLOWED_ORIGINS": "https://a.example, http://localhost:3000", "DATABASE_URL": "postgres://u:p@h/d",
    ])
    #expect(other.endpoint?.authority == "s3:9000")
    #expect(other.publicEndpoint == other.endpoint)
    #expect(other.origins == ["https://a.example", "http://localhost:3000"])
    #expect(other.database == .postgres(url: "postgres://u:p@h/d"))
  }
}

extension ServiceOperation.Success.Content {
  fileprivate var isVideo: Bool { if case .video = self { true } else { false } }
}
