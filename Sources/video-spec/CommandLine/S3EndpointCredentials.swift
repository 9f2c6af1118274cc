import ReferenceImpl
import VideoSpec

/// The credentials that a strict S3 accepts.
struct S3EndpointCredentials {
  let credentials: [Credentials]
  /// The credentials as text if they are AWS's examples, which are not secret; otherwise nil.
  let shown: (accessKeyID: String, secretAccessKey: String)?

  /// The credentials of the examples in AWS's documentation.
  private static let example = (
    accessKeyID: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
  )

  init(_ options: Options) throws {
    if let path = options.value("credentials") {
      credentials = try CredentialSources.all(in: Files.read(path), path: path)
      shown = nil
    } else {
      let variables = try Environment.variables(["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"])
      let example = [
        "AWS_ACCESS_KEY_ID": Self.example.accessKeyID, "AWS_SECRET_ACCESS_KEY": Self.example.secretAccessKey,
      ]
      if variables == example || variables["AWS_ACCESS_KEY_ID"] == nil && variables["AWS_SECRET_ACCESS_KEY"] == nil {
        credentials = [
          Credentials(
            accessKeyID: Text(Self.example.accessKeyID), secretAccessKey: Secret(Self.example.secretAccessKey))
        ]
        shown = Self.example
        return
      }
      credentials = [
        try CredentialSources(environment: variables).find { (_) throws(Rejection) in nil }
      ]
      shown = nil
    }
    for credential in credentials {
      Output.hide(credential.secretAccessKey)
      credential.sessionToken.map(Output.hide)
    }
  }
}
