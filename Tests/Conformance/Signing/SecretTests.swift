import AdapterProtocol
import ReferenceImpl
import Testing
import VideoSpec

@Suite("Secrets and credentials")
struct SecretTests {
  static let secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
  static let token = "FwoGZXIvYXdzEXAMPLE//token+with/slashes=="

  static let credentials = Credentials(
    accessKeyID: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: Secret(secret), sessionToken: Secret(token))

  @Test("secrets appear in no description, error or reflection")
  func secretsAreNotShown() {
    var texts: [String] = []
    func show(_ value: Any) {
      texts.append(String(describing: value))
      texts.append(String(reflecting: value))
      var dumped = ""
      dump(value, to: &dumped)
      texts.append(dumped)
    }
    show(Self.credentials)
    show(Self.credentials.secretAccessKey)
    show(Optional(Self.credentials.secretAccessKey) as Any)
    show([Self.credentials])
    show(Signer(credentials: Self.credentials, region: "eu-west-1", service: "s3"))
    show(Verifier(credentials: [Self.credentials], region: "eu-west-1", service: "s3"))
    let input: JSONValue = [
      "credentials": [
        "accessKeyId": "k", "secretAccessKey": JSONValue(Self.secret), "sessionToken": JSONValue(Self.token),
      ]
    ]
    let run = Run(call: .signURL, clock: .maximum, input: input)
    #expect("\(run)" == "sign.url at \(Timestamp.maximum)")
    show(run)
    show([run])
    show(CredentialSources(accessKeyID: "k", secretAccessKey: Secret(Self.secret)))
    do {
      _ = try CredentialSources(secretAccessKey: Secret(Self.secret), sessionToken: Secret(Self.token)).find { _ in nil
      }
      Issue.record("half of a pair was accepted")
    } catch { show(error) }
    #expect(texts.contains { $0.contains("<redacted>") })
    for text in texts { #expect(!text.contains(Self.secret) && !text.contains(Self.token)) }
  }

  @Test("credentials are looked up in order and never mixed")
  func lookUp() throws {
    let file = """
      # a comment
      [default]
      aws_access_key_id = FILE
      aws_secret_access_key=file-secret=/+

      [ video ]
      AWS_ACCESS_KEY_ID = VIDEO
      aws_secret_access_key = video-secret
      aws_session_token = video-token
      [half]
      aws_access_key_id = HALF
      """
    func find(
      _ sources: CredentialSources, file: String? = file
    ) -> Result<(key: String, secret: String, token: String?), Rejection> {
      do throws(Rejection) {
        let found = try sources.find { path in path == "/credentials" ? file.map { Array($0.utf8) } : nil }
        func text(_ secret: Secret) -> String { secret.withBytes { String(decoding: $0, as: UTF8.self) } }
        return .success((found.accessKeyID.string, text(found.secretAccessKey), found.sessionToken.map(text)))
      } catch { return .failure(error) }
    }
    let home = ["AWS_SHARED_CREDENTIALS_FILE": "/credentials"]
    let variables = home.merging(["AWS_ACCESS_KEY_ID": "ENV", "AWS_SECRET_ACCESS_KEY": "env-secret"]) { $1 }

    let explicit = try find(.init(accessKeyID: "ARG", secretAccessKey: Secret("arg"), environment: variables)).get()
    #expect(explicit.key == "ARG" && explicit.secret == "arg" && explicit.token == nil)
    let fromEnvironment = try find(.init(environment: variables)).get()
    #expect(fromEnvironment.key == "ENV" && fromEnvironment.secret == "env-secret")
    let fromFile = try find(.init(environment: home)).get()
    #expect(fromFile.key == "FILE" && fromFile.secret == "file-secret=/+")
    let profile = try find(.init(profile: "video", environment: variables)).get()
    #expect(profile.key == "VIDEO" && profile.token == "video-token")
    let named = try find(.init(environment: home.merging(["AWS_PROFILE": "video"]) { $1 })).get()
    #expect(named.key == "VIDEO")

    func code(_ sources: CredentialSources, file: String? = file) -> ErrorCode? {
      if case .failure(let rejection) = find(sources, file: file) { rejection.code } else { nil }
    }
    #expect(code(.init(accessKeyID: "ARG", environment: variables)) == .incompleteCredentials)
    #expect(code(.init(environment: home.merging(["AWS_ACCESS_KEY_ID": "ENV"]) { $1 })) == .incompleteCredentials)
    #expect(code(.init(profile: "half", environment: home)) == .incompleteCredentials)
    #expect(code(.init(profile: "absent", environment: home)) == .noCredentials)
    #expect(code(.init(environment: home), file: nil) == .noCredentials)
    #expect(code(.init()) == .noCredentials)
  }

  @Test(
    "credentials that are not UTF-8 or are exchanged are refused without being shown, and a file that cannot be read is no missing one"
  )
  func wrongCredentials() throws {
    func message(_ sources: CredentialSources, _ read: (String) throws(Rejection) -> [UInt8]? = { _ in nil }) -> String
    {
      do throws(Rejection) { _ = try sources.find(readFile: read) } catch { return "\(error)" }
      return "accepted"
    }
    let file = Array("[default]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = abc".utf8) + [0xFF]
    let sources = CredentialSources(environment: ["AWS_SHARED_CREDENTIALS_FILE": "/credentials"])
    let invalid = message(sources) { _ in file }
    #expect(invalid.contains("the secret access key of profile \"default\" of /credentials is not UTF-8"), "\(invalid)")
    #expect(message(sources) { _ in Array(file.dropLast()) } == "accepted")
    let unreadable = message(sources) { _ throws(Rejection) in
      throw Rejection(.unreadableCredentials, "permission denied")
    }
    #expect(unreadable.contains("UnreadableCredentials"))
    let exchanged = message(.init(accessKeyID: Text(Self.secret), secretAccessKey: Secret("AKIAIOSFODNN7EXAMPLE")))
    #expect(exchanged.contains("are exchanged") && !exchanged.contains(Self.secret))
    let twice = message(.init(accessKeyID: Text(Self.secret), secretAccessKey: Secret(Self.secret)))
    #expect(twice.contains("looks like a secret access key") && !twice.contains(Self.secret))
    // Other stores have keys of other forms.
    #expect(message(.init(accessKeyID: "minioadmin", secretAccessKey: Secret("minioadmin"))) == "accepted")
    #expect(
      message(.init(accessKeyID: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: Secret("AKIAIOSFODNN7EXAMPLE"))) == "accepted"
    )
  }
}
