import Foundation
import Testing
import VideoSpec

/// A command line with a credential in the wrong place.
struct Placement: Sendable, CustomTestStringConvertible {
  let arguments: [String]
  let environment: [String: String]
  let input: String

  init(_ arguments: [String], environment: [String: String] = [:], input: String = "") {
    self.arguments = arguments
    self.environment = environment
    self.input = input
  }

  var testDescription: String { (environment.map { "\($0)=\($1)" } + arguments).joined(separator: " ") }
}

@Suite("No command shows a credential that it was given, nor anything that a terminal obeys", .timeLimit(.minutes(60)))
struct LeakTests {
  private static let signature = "5a09f3c1b7e24d8896aa0c3d7ef1b2c4d5e6f708192a3b4c5d6e7f8091a2b3c4"
  private static let token = "IQoJb3JpZ2luX2VjEHMarker9Zq7Tt5"
  private static let secret = "kQ7zR2vXn9/aLwP4sT+8mYbC3dE6fGhJ1uKxVoZi"
  private static let credentials = CommandTests.credentials.merging(["AWS_REGION": "eu-west-1"]) { $1 }

  /// What somebody may paste where something else belongs.
  private static let pasted = [
    signature, token, secret, url("X-Amz-Signature", signature), url("X-Amz-Sign%61ture", signature),
    url("%2558-Amz-Signature", signature), url("X-Amz-Security-Token", token), "https://user:\(token)@host/",
    "Bearer \(token)", "Authorization: Bearer \(token)", "Cookie: a=\(token)", "AWS_SECRET_ACCESS_KEY=\(secret)",
    "\u{1B}]0;title\u{07}\u{9B}2J\u{202E}\r",
  ]

  private static func url(_ name: String, _ value: String) -> String {
    "https://videos.s3.eu-west-1.amazonaws.com/cat.webm?X-Amz-Algorithm=AWS4-HMAC-SHA256&\(name)=\(value)&X-Amz-Expires=300"
  }

  private static func isShown(_ output: String) -> Bool {
    RedactionTests.holdsCredential(output)
      || output.unicodeScalars.contains { scalar in
        scalar != "\n" && scalar != "\t" && [.control, .format].contains(scalar.properties.generalCategory)
      }
  }

  private static func check(_ placement: Placement, _ statuses: ClosedRange<Int32> = 1...2) throws {
    let result = try Program.run(
      Program.videoSpec, placement.arguments, input: placement.input, environment: placement.environment)
    #expect(statuses.contains(result.status), "\(result.status): \(result.output)\(result.error)")
    #expect(!isShown(result.output) && !isShown(result.error), "\(result.output)\(result.error)")
    #expect(!result.error.isEmpty || !result.output.isEmpty)
  }

  // MARK: Arguments

  private static let sign = ["sign", "url", "--bucket", "videos", "--key", "k"]
  private static let file = ["policy", "evaluate", "--bucket", "b", "--form"]

  /// The options and operands that a value of another kind makes wrong; the value follows.
  private static let wrong: [[String]] = [
    sign + ["--at"], sign + ["--endpoint"], sign + ["--expires"], sign + ["--bucket"], sign + ["--aws-profile"],
    sign + ["--unknown"], sign,
    ["policy", "build", "--bucket", "videos", "--key", "k", "--condition"],
    ["policy", "build", "--bucket", "videos", "--key", "k", "--style"], file,
    ["policy", "evaluate", "--form", "-", "--file"],
    ["inspect", "url", "https://host/k", "--now"], ["inspect", "url", "https://host/k", "--endpoint"],
    ["inspect", "url", "https://host/k", "--body"], ["inspect", "url", "https://host/k", "--expires"],
    ["inspect", "url", "https://host/k", "--secret-env"], ["inspect", "url", "https://host/k", "--aws-profile"],
    ["inspect", "url", "https://host/k", "--own-canonical-request"], ["inspect", "post", "--form"],
    ["inspect", "error"], ["key", "generate"], ["key", "parse", "recording"], ["validate"],
    ["validate", "Package.swift", "--media-type", "video/webm", "--max-size"], ["show"], ["list"],
    ["list", "cases", "--only"], ["check", "--only"], ["check", "--profile"], ["check", "--suite"],
    ["check", "--vectors"],
    ["check", "--known-failures"], ["check", "--timeout-scale"], ["check", "--only", "SIG-001", "--"], ["check"],
    ["vectors", "lint"], ["help"], ["man"], ["completions"], [], ["sign"],
  ]

  @Test("an argument in the wrong place", arguments: wrong)
  func arguments(before: [String]) throws {
    // A program that has to read all vectors first takes seconds.
    let readsVectors = before.contains("--only") || before == ["show"] || before == ["list"]
    for value in readsVectors ? [Self.secret, Self.pasted[3], Self.pasted[12]] : Self.pasted {
      try Self.check(Placement(before + [value], environment: Self.credentials))
      // Attached to the option, it may begin with a dash.
      guard let option = before.last, option.hasPrefix("--"), option.count > 2 else { continue }
      try Self.check(Placement(before.dropLast() + ["\(option)=\(value)"], environment: Self.credentials))
    }
  }

  // MARK: The environment

  @Test(
    "an environment variable with another one's value",
    arguments: [
      "AWS_PROFILE", "AWS_SHARED_CREDENTIALS_FILE", "HOME", "AWS_ACCESS_KEY_ID", "MAX_VIDEO_FILESIZE",
      "ALLOW_VIDEO_MIME_TYPE",
    ])
  func environment(name: String) throws {
    let isLimit = name.contains("VIDEO")
    let limits = isLimit ? ["MAX_VIDEO_FILESIZE": "100", "ALLOW_VIDEO_MIME_TYPE": "video/webm"] : [:]
    for value in Self.pasted {
      // Only a secret can be told from an access key.
      if name == "AWS_ACCESS_KEY_ID", !value.contains(Self.secret) { continue }
      var environment = limits.merging(["AWS_REGION": "eu-west-1"]) { $1 }
      if name == "AWS_ACCESS_KEY_ID" { environment["AWS_SECRET_ACCESS_KEY"] = value }
      environment[name] = value
      try Self.check(Placement(isLimit ? ["validate", "Package.swift"] : Self.sign, environment: environment))
    }
  }

  @Test(
    "a credential that is not UTF-8 is refused, and the variable is named",
    arguments: ["AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_ACCESS_KEY_ID", "AWS_REGION", "OTHER"])
  func notUTF8(name: String) throws {
    let command = name == "OTHER" ? "inspect url https://host/k --secret-env OTHER" : Self.sign.joined(separator: " ")
    for byte in ["\\377", "\\376"] {
      let script = "export \(name)=\"$(printf 'abcdefgh\(byte)ij')\"; exec video-spec \(command)"
      let result = try Program.run("/bin/sh", ["-c", script], environment: Self.credentials)
      #expect(result.status == 2 && result.output.isEmpty)
      #expect(result.error == "video-spec: the environment variable \(name) is not UTF-8\n")
    }
  }

  @Test(
    "a credentials file that cannot be read, or has a secret that is not UTF-8, does not pass for none",
    arguments: [Self.sign, ["inspect", "url", "https://host/k?X-Amz-Signature=0"]])
  func credentialsFile(command: [String]) throws {
    let scratch = try ScratchFile()
    let text = "[default]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = abcdefgh"
    try Data(Array(text.utf8) + [0xFF, 0x0A]).write(to: URL(fileURLWithPath: scratch.path))
    for (path, reason) in [(scratch.path, "secret access key"), ("/", "directory"), ("/dev/zero", "more than 1048576")]
    {
      let result = try Program.run(
        Program.videoSpec, command, environment: ["AWS_SHARED_CREDENTIALS_FILE": path, "AWS_REGION": "r"])
      #expect(result.status == 2 && result.output.isEmpty && result.error.contains(reason), "\(result.error)")
      #expect(!result.error.contains("abcdefgh"))
    }
  }

  // MARK: Files

  private static let form = """
    {"url": "https://videos.s3.eu-west-1.amazonaws.com/", "fields": {"key": "k", "x-amz-algorithm": "AWS4-HMAC-SHA256", \
    "x-amz-credential": "AKIAIOSFODNN7EXAMPLE/20260101/eu-west-1/s3/aws4_request", "x-amz-date": "20260101T000000Z", \
    "x-amz-signature": "SIGNATURE", "x-amz-security-token": "other", "policy": "POLICY"}}
    """

  @Test(
    "a form with a credential as a condition, a name or a value",
    arguments: [
      #"["eq", "$x-amz-signature", "VALUE"]"#, #"["starts-with", "$x-amz-security-token", "VALUE"]"#,
      #"{"x-amz-security-token": "VALUE"}"#, #"["eq", "VALUE", "x"]"#, #"["VALUE", "$key", "x"]"#, #"{"VALUE": "x"}"#,
      #""VALUE""#,
    ])
  func conditions(condition: String) throws {
    for value in Self.pasted {
      let quoted = JSONValue(value).line.dropFirst().dropLast()
      let policy = """
        {"expiration": "2030-01-01T00:00:00Z", "conditions": [{"key": "k"}, {"bucket": "videos"}, \
        \(condition.replacing("VALUE", with: String(decoding: quoted, as: UTF8.self)))]}
        """
      let form = Self.form.replacing("POLICY", with: Data(policy.utf8).base64EncodedString())
      for command in [
        ["inspect", "post", "--form", "-"], ["inspect", "post", "--json", "--form", "-"],
        ["policy", "evaluate", "--unsigned", "--bucket", "videos", "--form", "-"],
        ["policy", "evaluate", "--unsigned", "--json", "--bucket", "videos", "--form", "-"],
      ] {
        // A value in a condition that the tool cannot know to be a credential is what the user compares.
        if !condition.contains("amz"), [Self.signature, Self.token].contains(value) { continue }
        try Self.check(Placement(command, input: form), 0...2)
      }
    }
  }

  @Test(
    "a file with something else",
    arguments: [
      ["inspect", "url", "-"], ["inspect", "post", "--form", "-"], ["inspect", "error", "-"],
      ["policy", "evaluate", "--bucket", "b", "--form", "-"], ["check", "--only", "SIG-001", "--known-failures", "-"],
      ["inspect", "error", "--json", "-"],
    ])
  func files(command: [String]) throws {
    for value in Self.pasted {
      let name = JSONValue(value).line
      for input in [
        value,
        "<Error><Code>SignatureDoesNotMatch</Code><SignatureProvided>\(Self.signature)</SignatureProvided></Error>",
        "{\"url\": \(String(decoding: name, as: UTF8.self)), \"fields\": {\"key\": \"k\"}}",
      ] {
        // As a form's URL, what has no name cannot be known to be a credential.
        if input != value, [Self.signature, Self.token].contains(value) { continue }
        try Self.check(Placement(command, input: input), 0...2)
      }
    }
  }

  // MARK: What is shown on purpose

  @Test("what is signed contains its own token and signature, and never the secret")
  func results() throws {
    let environment = Self.credentials.merging(["AWS_SESSION_TOKEN": Self.token]) { $1 }
    for command in [
      Self.sign, ["sign", "headers", "--bucket", "videos", "--key", "k"],
      ["policy", "build", "--bucket", "videos", "--key", "k"],
    ] {
      let result = try Program.run(Program.videoSpec, command + ["--explain"], environment: environment)
      #expect(result.status == 0 && result.output.contains(Self.token), "\(result.error)")
      #expect(!result.output.contains("wJalrXUtnFEMI"))
    }
    // Wherever a part of the command line holds the user's own secret, the output does not.
    let secret = try #require(Self.credentials["AWS_SECRET_ACCESS_KEY"])
    for key in [secret, String(secret.reversed()), Data(secret.utf8).base64EncodedString()] {
      let result = try Program.run(
        Program.videoSpec, ["sign", "url", "--bucket", "videos", "--key", key], environment: Self.credentials)
      #expect(result.status == 0 && result.output.contains("<redacted>"), "\(result.output)\(result.error)")
    }
  }

  @Test("an access key and a secret that are exchanged are refused, and neither is shown")
  func exchanged() throws {
    let environment = [
      "AWS_ACCESS_KEY_ID": CommandTests.credentials["AWS_SECRET_ACCESS_KEY"] ?? "",
      "AWS_SECRET_ACCESS_KEY": "AKIAIOSFODNN7EXAMPLE", "AWS_REGION": "eu-west-1",
    ]
    let result = try Program.run(Program.videoSpec, Self.sign, environment: environment)
    #expect(result.status == 2 && result.output.isEmpty && result.error.contains("are exchanged"))
    #expect(!result.error.contains("wJalrXUtnFEMI"))
  }
}
