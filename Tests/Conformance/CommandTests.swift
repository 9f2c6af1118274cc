import Foundation
import Gate
import Testing
import VideoSpec

/// A command line with something wrong about it, and how it must end.
struct WrongUse: Sendable, CustomTestStringConvertible {
  var arguments: [String]
  var status: Int32
  /// What the message has to name.
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
    "wrong use ends with its status and a message that names the thing",
    arguments: [
      WrongUse([], 2, names: "Usage"),
      WrongUse(["chekc"], 2, names: "chekc"),
      WrongUse(["check", "--profil-e", "x"], 2, names: "--profil-e"),
      WrongUse(["check", "--profile"], 2, names: "--profile"),
      WrongUse(["check", "--profile", "everything"], 2, names: "everything"),
      WrongUse(["check", "--only", "SIG-999"], 2, names: "SIG-999"),
      WrongUse(["check", "--suite", "9.9"], 2, names: "9.9"),
      WrongUse(["check", "--timeout-scale", "0"], 2, names: "timeout-scale"),
      WrongUse(["check", "./adapter"], 2, names: "./adapter"),
      WrongUse(["check", "--json", "-", "--junit", "-"], 2, names: "\"-\" is named twice"),
      WrongUse(["check", "--html", "a", "--markdown", "a"], 2, names: "\"a\" is named twice"),
      WrongUse(["check", "--html", ""], 2, names: "--html"),
      WrongUse(["check", "--update-known-failures", "-"], 2, names: "--update-known-failures"),
      WrongUse(
        ["check", "--update-known-failures", "a", "--known-failures", "b"], 2, names: "--known-failures"),
      WrongUse(["check", "--update-known-failures", "Package.swift"], 2, names: "Package.swift"),
      WrongUse(["check", "--"], 2, names: "nothing follows '--'"),
      WrongUse(["check", "--quiet", "--only", "SIG-006", "--"], 2, names: "nothing follows '--'"),
      WrongUse(["check", "--", ""], 2, names: "the adapter's command is empty"),
      WrongUse(["check", "--", "", "adapter.py"], 2, names: "the adapter's command is empty"),
      WrongUse(["check", "--", "/no/such/adapter"], 2, names: "/no/such/adapter"),
      WrongUse(["check", "--", "/etc/passwd"], 2, names: "/etc/passwd"),
      WrongUse(["check", "--", "/no/such/adapter --fast"], 2, names: "one word"),
      WrongUse(["check", "--suite", "0.9"], 2, names: "edition 0.9 has no case"),
      WrongUse(["list", "cases", "--operation", "verify.soul"], 2, names: "verify.url"),
      WrongUse(["check", "--vectors", "/no/such/folder"], 2, names: "/no/such/folder"),
      WrongUse(["check", "--known-failures", "/no/such/file"], 2, names: "/no/such/file"),
      WrongUse(["show"], 2, names: "SIG-006"),
      WrongUse(["show", "SIG-999"], 2, names: "SIG-999"),
      WrongUse(["list", "everything"], 2, names: "everything"),
      WrongUse(["vectors", "polish"], 2, names: "polish"),
      WrongUse(["sign", "telegram"], 2, names: "telegram"),
      WrongUse(["sign", "url", "--bucket", "video", "--key", "k"], 2, names: "--region"),
      WrongUse(["sign", "url", "--region", "eu-west-1", "--key", "k"], 2, names: "--bucket"),
      WrongUse(url + ["--endpoint", "s3.amazonaws.com"], 2, names: "--endpoint"),
      WrongUse(url + ["--header", "no colon"], 2, names: "no colon"),
      WrongUse(url + ["--header", "a: b\r\nc: d"], 2, names: "InvalidHeader"),
      WrongUse(url + ["--header", "Host: elsewhere"], 2, names: "host header"),
      WrongUse(url + ["--service", ""], 2, names: "--service"),
      WrongUse(url + ["--endpoint", "http://127.0.0.1:9000"], 2, names: "--path-style"),
      WrongUse(
        ["sign", "url", "--region", "eu-west-1", "--target", "/k?X-Amz-Credential=x"], 2, names: "already signed"),
      WrongUse(["policy"], 2, names: "evaluate"),
      WrongUse(["policy", "build", "--region", "eu-west-1", "--key", "k"], 2, names: "--bucket"),
      WrongUse(
        ["policy", "build", "--region", "eu-west-1", "--bucket", "video", "--key", "k", "--condition", "[1"], 2,
        names: "--condition"),
      WrongUse(
        [
          "policy", "build", "--region", "eu-west-1", "--bucket", "video", "--key", "k", "--condition",
          "[\"like\",\"$a\",\"b\"]",
        ], 2, names: "like"),
      WrongUse(
        ["policy", "build", "--region", "eu-west-1", "--bucket", "video", "--key", "k", "--max-size", "90MB"], 2,
        names: "90MB"),
      WrongUse(
        ["policy", "build", "--region", "eu-west-1", "--bucket", "video", "--key", "k", "--expires", "0"], 2,
        names: "InvalidExpires"),
      WrongUse(["policy", "evaluate", "--bucket", "video", "--form", "/no/such/form"], 2, names: "/no/such/form"),
      WrongUse(["key", "generate"], 2, names: "LAYOUT"),
      WrongUse(["key", "generate", "attic"], 2, names: "attic"),
      WrongUse(["key", "generate", "library-video", "--user", "../u"], 2, names: "InvalidUser"),
      WrongUse(["key", "parse", "recording", "videos/../x"], 2, names: "InvalidKey"),
      WrongUse(url + ["--expires", "0"], 2, names: "InvalidExpires"),
      WrongUse(url + ["--expires", "-1"], 2, names: "InvalidExpires"),
      WrongUse(url + ["--expires", "604801"], 2, names: "InvalidExpires"),
      WrongUse(url + ["--expires", "abc"], 2, names: "abc"),
      WrongUse(url + ["--bucket", "video/../other"], 2, names: "InvalidBucketName"),
      WrongUse(url + ["--profile", "absent"], 2, names: "NoCredentials"),
      WrongUse(["sign", "url", "--region", "eu-west-1", "--target", "/%zz"], 2, names: "InvalidTarget"),
      WrongUse(["sign", "url", "--region", "eu-west-1", "--target", "/", "--key", "k"], 2, names: "--key"),
      WrongUse(["sign", "post", "--region", "eu-west-1", "--policy", "/no/such/policy"], 2, names: "/no/such/policy"),
    ])
  func wrongUse(use: WrongUse) throws {
    let result = try Program.run(Program.videoSpec, use.arguments, environment: Self.credentials)
    #expect(result.status == use.status)
    #expect(result.error.contains(use.names), "\(result.error)")
    #expect(result.output.isEmpty)
    #expect(!result.error.contains("wJalrXUtnFEMI"))
  }

  @Test(
    "wherever a secret, a signature or a token is put in error, no message repeats it",
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
      ["inspect", "https://a.example/?X-Amz-Security-Token=PRIVATEPRIVATEPRIVATE"],
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

  @Test("cases are listed by operation, contested ones as such; a rule names what is contested and what was seen, once")
  func listAndShow() throws {
    func output(_ arguments: String...) throws -> [Substring] {
      try Program.run(Program.videoSpec, arguments).output.split(separator: "\n")
    }
    let verified = try output("list", "cases", "--operation", "verify.url")
    #expect(!verified.isEmpty && verified.allSatisfy { $0.contains("verify.url") })
    let listed = try output("list", "cases", "--only", "POL-041")
    let contested = Corpus.shared.cases.filter {
      $0.requirement.id == "POL-041" && $0.evidence.kind == .contested
    }
    #expect(!contested.isEmpty && listed.count { $0.hasSuffix("(contested)") } == contested.count)
    let shown = try output("show", "POL-041")
    let names = contested.map(\.id.rawValue).joined(separator: ", ")
    #expect(shown.contains("Contested, never counted: \(names)"))
    let seen = shown.filter { $0.hasPrefix("Seen:") }
    #expect(seen.count > 1 && Set(seen).count == seen.count && !seen.contains { $0.hasSuffix(" ") })
    #expect(shown.contains { $0.contains(#"policy, decoded: {"expiration""#) })
  }

  private static let build = ["policy", "build", "--bucket", "video", "--key", "k"]
  private static let evaluate = ["policy", "evaluate", "--bucket", "video"]

  @Test(
    "a policy that cannot be built, and a form that cannot be read, are wrong use and no verdict",
    arguments: [
      WrongUse(build + ["--region", "eu-west-1", "--expires", "9223372036854775807"], 2, names: "InvalidExpires"),
      WrongUse(build + ["--region", "evil.example/#"], 2, names: "InvalidScope"),
      WrongUse(build + ["--region", "evil.example", "--style", "regional"], 2, names: "InvalidScope"),
      WrongUse(evaluate + ["--form", "/no/such/form"], 2, names: "/no/such/form"),
      WrongUse(evaluate + ["--form", "Benchmarks/Package.swift"], 2, names: "line 1, column 1"),
    ])
  func wrongPolicy(use: WrongUse) throws {
    try wrongUse(use: use)
  }

  @Test("credentials that cannot be had are the caller's fault, and no verdict on the form")
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
    #expect(try evaluate(["--profile", "nope"], ["HOME": "/nowhere"]) == (2, ""))
    #expect(try evaluate([], ["AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE"]) == (2, ""))
    #expect(try evaluate(["--file", "/"], Self.credentials) == (2, ""))
  }

  @Test("an empty secret is said to be missing, and nothing is signed")
  func emptySecret() throws {
    let result = try Program.run(
      Program.videoSpec, Self.url, environment: ["AWS_ACCESS_KEY_ID": "k", "AWS_SECRET_ACCESS_KEY": ""])
    #expect(result.status == 2 && result.error.contains("IncompleteCredentials") && result.output.isEmpty)
  }

  @Test(
    "every command describes itself",
    arguments: [
      "", "check", "list", "show", "sign", "sign url", "sign headers", "sign post", "vectors", "adapter", "policy",
      "policy build", "policy evaluate", "key", "validate", "inspect", "inspect url", "inspect post", "inspect error",
    ])
  func help(command: String) throws {
    let result = try Program.run(Program.videoSpec, command.split(separator: " ").map(String.init) + ["--help"])
    #expect(result.status == 0 && result.output.hasPrefix("Usage: video-spec") && result.error.isEmpty)
  }

  @Test("the adapter survives nonsense and keeps to the protocol")
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

  @Test("what is exported is what is in the checkout, and lints clean")
  func export() throws {
    let scratch = try ScratchFile(name: "marker")
    let folder = URL(fileURLWithPath: scratch.path).deletingLastPathComponent().path + "/vectors"
    #expect(try Program.run(Program.videoSpec, ["vectors", "export", folder]).status == 0)
    let names = try FileManager.default.subpathsOfDirectory(atPath: folder)
      .filter { $0.hasSuffix(".json") || $0.hasSuffix(".md") }
    #expect(names.count > 10 && names.contains("schema/vectors.v1.json") && names.contains("README.md"))
    for name in names {
      #expect(
        FileManager.default.contentsEqual(atPath: "\(folder)/\(name)", andPath: "\(Program.root)/vectors/\(name)"))
    }
    #expect(try Program.run(Program.videoSpec, ["vectors", "lint", folder]).status == 0)
  }

  @Test("the version names the edition and the corpus, as reports do")
  func version() throws {
    let result = try Program.run(Program.videoSpec, ["--version"])
    #expect(result.status == 0 && result.error.isEmpty)
    let lines = "video-spec \(Suite.version)\nedition \(Edition.current), corpus \(Corpus.shared.digest)\n"
    #expect(result.output == lines)
  }

  @Test("the machine's openssl.cnf takes nothing from the judge")
  func opensslConfiguration() throws {
    let only = "openssl_conf = all\n[all]\nproviders = list\n[list]\nlegacy = on\n[on]\nactivate = 1\n"
    let scratch = try ScratchFile(only, name: "openssl.cnf")
    let result = try Program.run(
      Program.videoSpec, ["check", "--quiet", "--only", "SIG-006"], environment: ["OPENSSL_CONF": scratch.path])
    #expect(result.status == 0, "\(result.error)")
  }

  @Test("without its companion the program says what s3:// needs")
  func companion() throws {
    let scratch = try ScratchFile(name: "marker")
    let copy = URL(fileURLWithPath: scratch.path).deletingLastPathComponent().path + "/video-spec"
    try FileManager.default.copyItem(atPath: Program.videoSpec, toPath: copy)
    let result = try Program.run(
      copy, ["validate", "s3://video/k", "--region", "eu-west-1", "--max-size", "1000", "--media-type", "video/webm"],
      environment: Self.credentials)
    #expect(result.status == 70 && result.output.isEmpty)
    #expect(result.error.contains("video-spec-store is missing"))
    #expect(result.error.contains("no part of the released file"))
  }

  @Test("an output that cannot be written is said so")
  func fullOutput() throws {
    let result = try Program.run("/bin/sh", ["-c", "video-spec list >/dev/full"])
    #expect(result.status == 70 && result.error.contains("cannot write standard output"))
  }

  @Test(
    "a reader that goes away ends the program without a word, adapter or not", arguments: ["", "-- video-spec adapter"])
  func readerGone(adapter: String) throws {
    // The reader has ended before there is anything to read.
    let check = "sleep 0.3; video-spec check --only SIG-006 \(adapter)"
    let result = try Program.run("/bin/sh", ["-c", "{ \(check); echo \"status $?\" >&2; } | :"])
    #expect(result.error == "status 141\n")
  }
}
