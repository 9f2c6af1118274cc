import Foundation
import Gate
import Testing
import VideoSpec

/// A wrong command line, and how it must end.
struct WrongUsage: Sendable, CustomTestStringConvertible {
  var arguments: [String]
  var status: Int32
  /// What the message must name.
  var names: String

  init(_ arguments: [String], _ status: Int32, names: String) {
    self.arguments = arguments
    self.status = status
    self.names = names
  }

  var testDescription: String { arguments.joined(separator: " ") }
}

@Suite("Commands")
struct CommandTests {
  static let credentials = [
    "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE", "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
  ]

  private static let url = ["sign", "url", "--region", "eu-west-1", "--bucket", "video", "--key", "k"]

  @Test(
    "wrong usage ends with its status and a message that names the thing",
    arguments: [
      WrongUsage([], 2, names: "Usage"),
      WrongUsage(["chekc"], 2, names: "chekc"),
      WrongUsage(["check", "--profil-e", "x"], 2, names: "--profil-e"),
      WrongUsage(["check", "--profile"], 2, names: "--profile"),
      WrongUsage(["check", "--profile", "everything"], 2, names: "everything"),
      WrongUsage(["check", "--only", "SIG-999"], 2, names: "SIG-999"),
      WrongUsage(["check", "--suite", "9.9"], 2, names: "9.9"),
      WrongUsage(["check", "--timeout-scale", "0"], 2, names: "timeout-scale"),
      WrongUsage(["check", "./adapter"], 2, names: "./adapter"),
      WrongUsage(["check", "--json", "-", "--junit", "-"], 2, names: "\"-\" is named twice"),
      WrongUsage(["check", "--html", "a", "--markdown", "a"], 2, names: "\"a\" is named twice"),
      WrongUsage(["check", "--html", ""], 2, names: "--html"),
      WrongUsage(["check", "--update-known-failures", "-"], 2, names: "--update-known-failures"),
      WrongUsage(
        ["check", "--update-known-failures", "a", "--known-failures", "b"], 2, names: "--known-failures"),
      WrongUsage(["check", "--update-known-failures", "Package.swift"], 2, names: "Package.swift"),
      WrongUsage(["check", "--"], 2, names: "nothing follows '--'"),
      WrongUsage(["check", "--quiet", "--only", "SIG-006", "--"], 2, names: "nothing follows '--'"),
      WrongUsage(["check", "--", ""], 2, names: "the adapter's command is empty"),
      WrongUsage(["check", "--", "", "adapter.py"], 2, names: "the adapter's command is empty"),
      WrongUsage(["check", "--", "/no/such/adapter"], 2, names: "/no/such/adapter"),
      WrongUsage(["check", "--", "/etc/passwd"], 2, names: "/etc/passwd"),
      WrongUsage(["check", "--", "/no/such/adapter --fast"], 2, names: "one word"),
      WrongUsage(["check", "--suite", "0.9"], 2, names: "edition 0.9 has no case"),
      WrongUsage(["list", "cases", "--operation", "verify.soul"], 2, names: "verify.url"),
      WrongUsage(["check", "--vectors", "/no/such/folder"], 2, names: "/no/such/folder"),
      WrongUsage(["check", "--known-failures", "/no/such/file"], 2, names: "/no/such/file"),
      WrongUsage(["show"], 2, names: "SIG-006"),
      WrongUsage(["show", "SIG-999"], 2, names: "SIG-999"),
      WrongUsage(["list", "everything"], 2, names: "everything"),
      WrongUsage(["list", "requirements"], 2, names: "rules"),
      WrongUsage(["check", "--fail-fast", "--update-known-failures", "a"], 2, names: "--fail-fast"),
      WrongUsage(["check", "--trace-io", "a"], 2, names: "no adapter follows"),
      WrongUsage(["check", "--trace-io", "a", "--", "cat"], 2, names: "at most 20 cases"),
      WrongUsage(["check", "--only", "SIG-006-01", "--trace-io", "-", "--", "cat"], 2, names: "name of a file"),
      WrongUsage(["check", "--trace-io", "a", "--json", "a", "--", "cat"], 2, names: "\"a\" is named twice"),
      WrongUsage(["adapter", "--", "x"], 2, names: "--"), WrongUsage(["version", "x"], 2, names: "\"x\""),
      WrongUsage(["help", "sign", "telegram"], 2, names: "telegram"),
      WrongUsage(["help", "check", "x"], 2, names: "\"x\""),
      WrongUsage(["man", "chekc"], 2, names: "check"), WrongUsage(["completions", "tcsh"], 2, names: "fish"),
      WrongUsage(["completions"], 2, names: "SHELL"),
      WrongUsage(["man", "check", "--output", "/tmp"], 2, names: "--output"),
      WrongUsage(["man", "--output", "/no/such/folder"], 70, names: "/no/such/folder"),
      WrongUsage(["vectors", "format", "/no/such/folder"], 2, names: "/no/such/folder"),
      WrongUsage(["check", "--json=x", "--strict=yes"], 2, names: "--strict takes no value"),
      WrongUsage(["check", "-x"], 2, names: "-x"), WrongUsage(["check", "-qp"], 2, names: "--profile needs a value"),
      WrongUsage(["check", "--t"], 2, names: "--t is ambiguous: --timeout-scale, --trace-io"),
      WrongUsage(["--vectors", "v", "check"], 2, names: "options follow the command"),
      WrongUsage(["sign", "--json", "url"], 2, names: "--json"),
      WrongUsage(["vectors", "polish"], 2, names: "polish"),
      WrongUsage(["sign", "telegram"], 2, names: "telegram"),
      WrongUsage(["sign", "url", "--bucket", "video", "--key", "k"], 2, names: "--region"),
      WrongUsage(["sign", "url", "--region", "eu-west-1", "--key", "k"], 2, names: "--bucket"),
      WrongUsage(url + ["--endpoint", "s3.amazonaws.com"], 2, names: "--endpoint"),
      WrongUsage(url + ["--header", "no colon"], 2, names: "no colon"),
      WrongUsage(url + ["--header", "a: b\r\nc: d"], 2, names: "InvalidHeader"),
      WrongUsage(url + ["--header", "Host: elsewhere"], 2, names: "host header"),
      WrongUsage(url + ["--service", ""], 2, names: "--service"),
      WrongUsage(url + ["--endpoint", "http://127.0.0.1:9000"], 2, names: "--path-style"),
      WrongUsage(
        ["sign", "url", "--region", "eu-west-1", "--target", "/k?X-Amz-Credential=x"], 2, names: "already signed"),
      WrongUsage(["policy"], 2, names: "evaluate"),
      WrongUsage(["policy", "build", "--region", "eu-west-1", "--key", "k"], 2, names: "--bucket"),
      WrongUsage(
        ["policy", "build", "--region", "eu-west-1", "--bucket", "video", "--key", "k", "--condition", "[1"], 2,
        names: "--condition"),
      WrongUsage(
        [
          "policy", "build", "--region", "eu-west-1", "--bucket", "video", "--key", "k", "--condition",
          "[\"like\",\"$a\",\"b\"]",
        ], 2, names: "like"),
      WrongUsage(
        ["policy", "build", "--region", "eu-west-1", "--bucket", "video", "--key", "k", "--max-size", "90MB"], 2,
        names: "90MB"),
      WrongUsage(
        ["policy", "build", "--region", "eu-west-1", "--bucket", "video", "--key", "k", "--expires", "0"], 2,
        names: "InvalidExpires"),
      WrongUsage(["policy", "evaluate", "--bucket", "video", "--form", "/no/such/form"], 2, names: "/no/such/form"),
      WrongUsage(["key", "generate"], 2, names: "LAYOUT"),
      WrongUsage(["key", "generate", "attic"], 2, names: "attic"),
      WrongUsage(["key", "generate", "library-video", "--user", "../u"], 2, names: "InvalidUser"),
      WrongUsage(["key", "parse", "recording", "videos/../x"], 2, names: "InvalidKey"),
      WrongUsage(url + ["--expires", "0"], 2, names: "InvalidExpires"),
      WrongUsage(url + ["--expires", "-1"], 2, names: "InvalidExpires"),
      WrongUsage(url + ["--expires", "604801"], 2, names: "InvalidExpires"),
      WrongUsage(url + ["--expires", "abc"], 2, names: "abc"),
      WrongUsage(url + ["--bucket", "video/../other"], 2, names: "InvalidBucketName"),
      WrongUsage(url + ["--aws-profile", "absent"], 2, names: "NoCredentials"),
      WrongUsage(url + ["--profile", "absent"], 2, names: "no option --profile; use --aws-profile"),
      WrongUsage(["sign", "url", "--region", "eu-west-1", "--target", "/%zz"], 2, names: "InvalidTarget"),
      WrongUsage(["sign", "url", "--region", "eu-west-1", "--target", "/", "--key", "k"], 2, names: "--key"),
      WrongUsage(
        ["sign", "post", "--region", "eu-west-1", "--policy", "/no/such/policy"], 2, names: "/no/such/policy"),
    ])
  func wrongUsage(use: WrongUsage) throws {
    let result = try Program.run(Program.videoSpec, use.arguments, environment: Self.credentials)
    #expect(result.status == use.status)
    #expect(result.error.contains(use.names), "\(result.error)")
    #expect(result.output.isEmpty)
    #expect(!result.error.contains("wJalrXUtnFEMI"))
  }

  @Test(
    "no message repeats a secret, a signature or a token that stands in the wrong place",
    arguments: [
      ["inspect", "url", "https://a.example/", "--secret", "PRIVATEPRIVATEPRIVATE"],
      ["inspect", "url", "https://a.example/", "--secret=PRIVATEPRIVATEPRIVATE"],
      ["inspect", "url", "https://a.example/", "--sec", "PRIVATEPRIVATEPRIVATE"],
      ["inspect", "url", "https://a.example/", "--secret-env", "PRIVATEPRIVATEPRIVATE"],
      ["inspect", "url", "https://a.example/", "--secret-env=PRIVATEPRIVATEPRIVATE"],
      ["inspect", "url", "https://a.example/", "--secret-access-key=PRIVATEPRIVATEPRIVATE"],
      ["inspect", "url", "https://a.example/", "PRIVATEPRIVATEPRIVATE"],
      ["inspect", "url", "https://a.example/", "--header", "Authorization PRIVATEPRIVATEPRIVATE"],
      ["inspect", "url", "https://a.example/", "https://a.example/?X-Amz-Signature=PRIVATEPRIVATEPRIVATE"],
      ["https://a.example/?X-Amz-Security-Token=PRIVATEPRIVATEPRIVATE"],
      ["sign", "url", "--secret", "PRIVATEPRIVATEPRIVATE"], ["sign", "PRIVATEPRIVATEPRIVATE"],
      [
        "sign", "url", "--region", "r", "--bucket", "b", "--key", "k", "--header",
        "X-Amz-Security-Token PRIVATEPRIVATE",
      ],
      ["policy", "PRIVATEPRIVATEPRIVATE"],
    ])
  func secretsInTheWrongPlace(arguments: [String]) throws {
    let result = try Program.run(Program.videoSpec, arguments, environment: Self.credentials)
    #expect(result.status == 2 && !result.error.isEmpty)
    #expect(!(result.output + result.error).contains("PRIVATE"), "\(result.error)")
  }

  private static let build = ["policy", "build", "--bucket", "video", "--key", "k"]
  private static let evaluate = ["policy", "evaluate", "--bucket", "video"]

  @Test(
    "a policy that cannot be built and a form that cannot be read are wrong usage, not verdicts",
    arguments: [
      WrongUsage(build + ["--region", "eu-west-1", "--expires", "9223372036854775807"], 2, names: "InvalidExpires"),
      WrongUsage(build + ["--region", "evil.example/#"], 2, names: "InvalidScope"),
      WrongUsage(build + ["--region", "evil.example", "--style", "regional"], 2, names: "InvalidScope"),
      WrongUsage(evaluate + ["--form", "/no/such/form"], 2, names: "/no/such/form"),
      WrongUsage(evaluate + ["--form", "Benchmarks/Package.swift"], 2, names: "line 1, column 1"),
    ])
  func wrongPolicy(use: WrongUsage) throws {
    try wrongUsage(use: use)
  }

  @Test("missing credentials are wrong usage, not a verdict on the form")
  func evaluationWithoutCredentials() throws {
    let form = try Program.run(
      Program.videoSpec, Self.build + ["--region", "eu-west-1", "--at", "2026-01-02T03:04:05Z", "--json"],
      environment: Self.credentials
    ).output
    func evaluate(_ more: [String] = [], _ environment: [String: String]) throws -> (status: Int32, output: String) {
      let result = try Program.run(
        Program.videoSpec,
        Self.evaluate + ["--form", "-", "--file-size", "1", "--at", "2026-01-02T03:05:00Z", "--json"] + more,
        input: form, environment: environment)
      return (result.status, result.output)
    }
    #expect(try evaluate([], Self.credentials).output.contains(#""signature": "valid""#))
    #expect(try evaluate(["--unsigned"], Self.credentials).output.contains(#""signature": "not checked""#))
    #expect(try evaluate(["--aws-profile", "nope"], ["HOME": "/nowhere"]) == (2, ""))
    #expect(try evaluate([], ["AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE"]) == (2, ""))
    #expect(try evaluate(["--file", "/"], Self.credentials) == (2, ""))
  }

  @Test("an empty secret is reported as missing, and nothing is signed")
  func emptySecret() throws {
    let result = try Program.run(
      Program.videoSpec, Self.url, environment: ["AWS_ACCESS_KEY_ID": "k", "AWS_SECRET_ACCESS_KEY": ""])
    #expect(result.status == 2 && result.error.contains("IncompleteCredentials") && result.output.isEmpty)
  }

  @Test("the adapter survives nonsense and obeys the protocol")
  func adapter() throws {
    let input = #"""
      {"type":"hello","protocols":[1],"suite":{"version":"1.0.0","corpus":"sha256:0"}}
      {"type":"run","seq":1,"operation":"sign.url","clock":"2026-01-02T03:04:05Z","input":{}}
      {"type":"run","seq":2,"operation":"sign.everything","clock":"2026-01-02T03:04:05Z","input":{}}
      {"type":"run","seq":3,"operation":"canonical","clock":"2026-01-02T03:04:05Z","input":{"service":"s3","method":"GET","endpoint":"https://s3.amazonaws.com","target":{"wire":"/a%zz"},"payloadHash":"UNSIGNED-PAYLOAD"}}
      {"type":"bye"}

      """#
    let result = try Program.run(Program.videoSpec, ["adapter"], input: input)
    let answers = try result.output.split(separator: "\n").map { try JSONValue(parsing: $0.utf8) }
    #expect(result.status == 0 && answers.count == 5)
    #expect(answers[0]["type"] == "ready" && answers[4]["type"] == "bye")
    #expect(answers[1]["status"] == "error" && answers[2]["status"] == "error")
    #expect(answers[3]["status"] == "rejected" && answers[3]["error"]?["code"] == "InvalidTarget")
    #expect(try Program.run(Program.videoSpec, ["adapter"], input: "nonsense\n").status == 2)
  }

  @Test("the version names the edition and the digest of the vectors, as reports do")
  func version() throws {
    let lines = "video-spec \(Suite.version)\nedition \(Edition.current), corpus \(Corpus.shared.digest)\n"
    for arguments in [["--version"], ["version"]] {
      let result = try Program.run(Program.videoSpec, arguments)
      #expect(result.status == 0 && result.error.isEmpty && result.output == lines)
    }
  }

  @Test("the machine's openssl.cnf does not change verdicts")
  func opensslConfiguration() throws {
    let only = "openssl_conf = all\n[all]\nproviders = list\n[list]\nlegacy = on\n[on]\nactivate = 1\n"
    let scratch = try ScratchFile(only, name: "openssl.cnf")
    let result = try Program.run(
      Program.videoSpec, ["check", "--quiet", "--only", "SIG-006"], environment: ["OPENSSL_CONF": scratch.path])
    #expect(result.status == 0, "\(result.error)")
  }

  @Test("output that cannot be written is reported")
  func fullOutput() throws {
    let result = try Program.run("/bin/sh", ["-c", "video-spec list >/dev/full"])
    #expect(result.status == 70 && result.error.contains("cannot write standard output"))
  }

  @Test(
    "a reader that goes away ends the program silently, with and without an adapter",
    arguments: ["", "-- video-spec adapter"])
  func readerGone(adapter: String) throws {
    // The reader ends before there is anything to read.
    let check = "sleep 0.3; video-spec check --only SIG-006 \(adapter)"
    let result = try Program.run("/bin/sh", ["-c", "{ \(check); echo \"status $?\" >&2; } | :"])
    #expect(result.error == "status 141\n")
  }
}
