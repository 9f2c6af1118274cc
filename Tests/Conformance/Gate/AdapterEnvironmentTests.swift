import AdapterProtocol
import Foundation
import Testing
import VideoSpec

@testable import Gate

@Suite("The environment that an adapter gets")
struct AdapterEnvironmentTests {
  @Test(
    "variables that may be credentials are not passed on",
    arguments: [
      "AWS_SECRET_ACCESS_KEY", "AWS_ACCESS_KEY_ID", "AWS_SESSION_TOKEN", "AWS_PROFILE", "aws_region", "GITHUB_TOKEN",
      "NPM_TOKEN",
      "MY_SECRET", "DB_PASSWORD", "PGPASSWORD", "DB_PASS", "MYSQL_PWD", "OPENAI_API_KEY", "APIKEY", "SSH_KEY",
      "GOOGLE_APPLICATION_CREDENTIALS",
      "NPM_CONFIG__AUTH", "OAUTH2_CLIENT", "SSH_AUTH_SOCK", "GITHUB_PAT", "AZURE_SAS", "SENTRY_DSN", "SESSION_COOKIE",
      "Signing_Passphrase",
    ])
  func withheld(name: Text) {
    #expect(!AdapterEnvironment().passes(name, "value"))
    #expect(AdapterEnvironment(passing: [name.string]).passes(name, "value"))
    #expect(!AdapterEnvironment(passing: [name.string + "X"]).passes(name, "value"))
  }

  @Test(
    "what a program needs to run is passed on",
    arguments: [
      "PATH", "HOME", "PWD", "OLDPWD", "LANG", "TMPDIR", "TERM", "PYTHONPATH", "VIRTUAL_ENV", "JAVA_HOME", "GOPATH",
      "NODE_PATH",
      "LD_LIBRARY_PATH", "GIT_AUTHOR_NAME", "KEYBOARD", "MONKEY", "COMPASS", "XDG_SESSION_ID", "",
    ])
  func passed(name: Text) {
    #expect(AdapterEnvironment().passes(name, "/usr/bin:/bin"))
    #expect(AdapterEnvironment().passes(name, "https://example.com/simple"))
  }

  @Test("a URL with a password, a token or a signature is not passed on under any name")
  func urls() {
    for value: Text in [
      "http://user:password@proxy:3128", "postgres://u:p@host/db",
      "https://hooks.example.com/T00/kQ7zR2vXn9aLwP4sT8mYbC3d",
      "https://b.s3.amazonaws.com/k?X-Amz-Signature=5a09f3c1b7e24d8896aa",
    ] {
      #expect(!AdapterEnvironment().passes("PROXY", value), "\(value)")
    }
  }

  /// An adapter that prints its whole environment, and then ends.
  private static let printing = ["/bin/sh", "-c", "env >&2; exit 3"]

  @Test("an adapter that prints its environment prints no credential into any report")
  func printed() throws {
    let scratch = try ScratchFile("", name: "report")
    let marker = "kQ7zR2vXn9MARKER"
    let environment = [
      "AWS_SECRET_ACCESS_KEY": marker, "MY_TOKEN": marker, "HTTP_PROXY": "http://u:\(marker)@h", "GOOD": "passed-on",
      "PASSED_TOKEN": "on-purpose",
    ]
    let reports = ["json", "junit", "markdown", "html"]
    let result = try Program.run(
      Program.videoSpec,
      ["check", "--only", "SIG-006", "--pass-env", "PASSED_TOKEN"]
        + reports.flatMap { ["--\($0)", "\(scratch.path).\($0)"] }
        + ["--"] + Self.printing, environment: environment)
    #expect(result.status == 1, "\(result.error)")
    let texts =
      try [result.output, result.error]
      + reports.map { try String(contentsOfFile: "\(scratch.path).\($0)", encoding: .utf8) }
    for text in texts { #expect(!text.contains(marker)) }
    #expect(texts[2].contains("GOOD=passed-on") && texts[2].contains("PASSED_TOKEN=on-purpose"))
    #expect(texts[2].contains("--pass-env PASSED_TOKEN"), "the command that repeats a case")
  }

  @Test("secrets of a case are hidden in results, errors and standard error, in every form that is promised")
  func secretsOfCases() throws {
    let scripts = AdapterScripts()
    let corpus = try TestVectors.verifications(1)
    var run = corpus.cases[0].run
    let secret = "SECRETkQ7zR2vXn9/aLwP4sT+8mYbC3dE6"
    run.input = ["credentials": ["secretAccessKey": JSONValue(secret)]]
    for form in KnownSecretForms.all(of: secret) {
      let quoted = String(decoding: JSONValue(form).line, as: UTF8.self).replacing("'", with: "'\\''")
      let script =
        "read -r line; ready; read_run; printf '%s\\n' '\(quoted)' >&2; printf '%s\\n' '[\(quoted)]'; sleep 60"
      let adapter = try AdapterProcess(command: [scripts.script(script)], corpus: corpus)
      let breakage = try #require(throws: Breakage.self) { _ = try adapter.perform(run) }
      for text in [breakage.detail, breakage.standardError.string] {
        #expect(text.contains("<redacted>") && !text.contains(form), "\(form): \(text)")
      }
    }
  }

  @Test("results of many megabytes are cut when they arrive, and a difference keeps its place")
  func largeResults() throws {
    var vector = try TestVectors.verifications(1).cases[0]
    vector.input = ["credentials": ["secretAccessKey": "SECRETSECRETSECRET"]]
    let long = Text(String(repeating: "line\n", count: 1 << 19))
    let divergence = Divergence(step: "canonicalRequest", expected: long + "a", observed: long + "b SECRETSECRETSECRET")
    let verdict = Verdict.fail(
      Failure(String(repeating: "SECRETSECRETSECRET ", count: 1 << 16), divergence: divergence))
    guard case .fail(let failure) = verdict.shown(for: vector), let shown = failure.divergence else {
      Issue.record("no failure")
      return
    }
    #expect(failure.reason.utf8.count <= 2100 && failure.reason.hasPrefix("<redacted> <redacted>"))
    #expect(shown.expected.bytes.count <= 64 << 10 && shown.observed.bytes.count <= 64 << 10)
    #expect(shown.place?.line == (1 << 19) + 1 && shown.place?.byte == 1)
    #expect(shown.place?.observed == "b <redacted>")
  }
}

/// The forms in which reports hide a secret.
enum KnownSecretForms {
  static func all(of secret: String) -> [String] {
    let bytes = Array(secret.utf8)
    func escaped(_ escape: (String) -> String) -> String {
      bytes.map { escape(($0 < 16 ? "0" : "") + String($0, radix: 16)) }.joined()
    }
    return [
      secret, String(secret.reversed()), escaped { $0 }, escaped { $0.uppercased() }, escaped { "%\($0)" },
      escaped { "&#x\($0);" },
      Data(bytes).base64EncodedString(),
    ]
  }
}
