package import HTTPCore
import ReferenceImpl
package import VideoSpec

/// The settings of a service, as environment variables give them.
package struct ServiceEnvironment: Sendable {
  /// The bucket, the largest size, and the media type of recordings.
  package let limits: UploadLimits
  /// The media types of a library.
  package let mediaTypes: [Text]
  package let database: DatabaseAddress?
  /// The origins that may use the service beside its own page.
  package let origins: Set<Text>
  /// Where the service reaches the store; nil for the built-in one.
  package let endpoint: Endpoint?
  /// Where browsers reach it.
  package let publicEndpoint: Endpoint?
  package let region: Text
  /// What a membership service needs.
  package let membership: MembershipEnvironment

  /// The names of the variables.
  package enum Variable {
    package static let mediaTypes: Text = "ALLOW_VIDEO_MIME_TYPES"
    package static let database: Text = "DATABASE_URL"
    package static let origins: Text = "ALLOWED_ORIGINS"
    package static let endpoint: Text = "AWS_ENDPOINT_URL"
    /// Takes precedence over ``endpoint``, as in AWS's SDKs.
    package static let s3Endpoint: Text = "AWS_ENDPOINT_URL_S3"
    package static let publicEndpoint: Text = "S3_PUBLIC_ENDPOINT_URL"
    package static let region: Text = "AWS_REGION"
    package static let defaultRegion: Text = "AWS_DEFAULT_REGION"
    /// The key of access tokens.
    package static let tokenSecret: Text = "JWT_SECRET"
    /// Origins from which videos are streamed.
    package static let videoOrigins: Text = "VIDEO_UPSTREAMS"
    /// Networks that are not public, in which these origins may be.
    package static let videoNetworks: Text = "VIDEO_UPSTREAM_NETWORKS"
    /// The first operator.
    package static let operatorEmail: Text = "OPERATOR_EMAIL"
    package static let operatorPassword: Text = "OPERATOR_PASSWORD"

    package static let all = [
      LimitVariable.bucket, LimitVariable.maximumSize, LimitVariable.mediaType, mediaTypes, database, origins, endpoint,
      s3Endpoint,
      publicEndpoint, region, defaultRegion, tokenSecret, videoOrigins, videoNetworks, operatorEmail, operatorPassword,
    ]
  }

  /// Reads the variables. A variable that is empty counts as not set.
  ///
  /// - Throws: A ``Rejection`` whose `field` is the name of the variable that is wrong.
  package init(_ variables: [Text: Text]) throws(Rejection) {
    let variables = variables.filter { !$0.value.isEmpty }
    // The description's own values.
    let defaults: [Text: Text] = [
      LimitVariable.bucket: "videos", LimitVariable.maximumSize: "90 * 10**6", LimitVariable.mediaType: "video/webm",
    ]
    limits = try UploadLimits(environment: variables.merging(defaults) { given, _ in given })
    do throws(Rejection) {
      _ = try KeyGenerator.key(
        for: .recording(mediaType: limits.object.mediaType), at: .minimum, random: [UInt8](repeating: 0, count: 16))
    } catch {
      throw Rejection(.limitInvalid, field: LimitVariable.mediaType.string, error.message)
    }
    mediaTypes = try ServiceEnvironment.mediaTypes(variables[Variable.mediaTypes])
    database = try variables[Variable.database].map { url throws(Rejection) in try DatabaseAddress(url) }
    var origins: Set<Text> = []
    for origin in ServiceEnvironment.list(variables[Variable.origins]) {
      guard let endpoint = Endpoint(origin), endpoint.origin == origin else {
        throw ServiceEnvironment.invalid(
          Variable.origins,
          "\"\(origin.printable)\" is not an origin as browsers write it, such as https://app.example.com")
      }
      origins.insert(origin)
    }
    self.origins = origins
    membership = try MembershipEnvironment(variables)
    let name = variables[Variable.s3Endpoint] == nil ? Variable.endpoint : Variable.s3Endpoint
    endpoint = try ServiceEnvironment.endpoint(name, in: variables)
    let publicEndpoint = try ServiceEnvironment.endpoint(Variable.publicEndpoint, in: variables)
    guard publicEndpoint == nil || endpoint != nil else {
      throw ServiceEnvironment.invalid(
        Variable.publicEndpoint, "it has no effect without \(Variable.endpoint), which names the server itself")
    }
    self.publicEndpoint = publicEndpoint ?? endpoint
    region = variables[Variable.region] ?? variables[Variable.defaultRegion] ?? "us-east-1"
    guard Partition(region: region) != nil || endpoint != nil else {
      throw ServiceEnvironment.invalid(Variable.region, "\"\(region.printable)\" is not an AWS region")
    }
  }

  private static func mediaTypes(_ text: Text?) throws(Rejection) -> [Text] {
    guard let text else { return Library.Configuration.usualTypes }
    let types = list(text).map(\.lowercased)
    if types.contains(where: \.isEmpty) { throw invalid(Variable.mediaTypes, "an entry of the list is empty") }
    for type in types where !VideoContent.mediaTypes.contains(type) {
      let known = VideoContent.mediaTypes.map(\.string).joined(separator: ", ")
      throw invalid(
        Variable.mediaTypes, "the content of \"\(type.printable)\" cannot be checked, only that of \(known)")
    }
    return types
  }

  private static func endpoint(_ name: Text, in variables: [Text: Text]) throws(Rejection) -> Endpoint? {
    guard let text = variables[name] else { return nil }
    guard let endpoint = Endpoint(text) else {
      throw invalid(name, "\"\(text.printable)\" is not SCHEME://HOST[:PORT]")
    }
    return endpoint
  }

  /// The entries of a list with commas, without spaces.
  fileprivate static func list(_ text: Text?) -> [Text] {
    text?.split(at: UInt8(ascii: ",")).map { Text($0.bytes.filter { $0 != 0x20 }) } ?? []
  }

  fileprivate static func invalid(_ name: Text, _ message: String) -> Rejection {
    Rejection(.environmentInvalid, field: name.string, message)
  }
}

/// The settings of a membership service.
package struct MembershipEnvironment: Sendable {
  /// The secret with which access tokens are signed; nil if the service makes one.
  package let secret: Secret?
  /// The origins from which videos are streamed.
  package let origins: Set<Text>
  package let networks: [AddressRange]
  /// The first operator; nil if the service makes one.
  package let firstOperator: (email: Text, password: Secret)?

  init(_ variables: [Text: Text]) throws(Rejection) {
    typealias Variable = ServiceEnvironment.Variable
    secret = variables[Variable.tokenSecret].map { Secret($0) }
    if let secret, secret.withBytes({ $0.count < 32 }) {
      throw ServiceEnvironment.invalid(
        Variable.tokenSecret, "it has fewer than 32 bytes; take the output of: openssl rand -hex 32")
    }
    var origins: Set<Text> = []
    for origin in ServiceEnvironment.list(variables[Variable.videoOrigins]) {
      guard let endpoint = Endpoint(origin), endpoint.origin == origin else {
        throw ServiceEnvironment.invalid(
          Variable.videoOrigins, "\"\(origin.printable)\" is not an origin, such as https://media.example.com")
      }
      origins.insert(endpoint.normalized.origin)
    }
    self.origins = origins
    var networks: [AddressRange] = []
    for text in ServiceEnvironment.list(variables[Variable.videoNetworks]) {
      guard let network = AddressRange(text.string) else {
        throw ServiceEnvironment.invalid(
          Variable.videoNetworks, "\"\(text.printable)\" is not a network, such as 10.0.0.0/8")
      }
      networks.append(network)
    }
    self.networks = networks
    switch (variables[Variable.operatorEmail], variables[Variable.operatorPassword]) {
    case (nil, nil): firstOperator = nil
    case (let email?, let password?): firstOperator = (email, Secret(password))
    case (let email, _):
      let (set, missing) =
        email == nil
        ? (Variable.operatorPassword, Variable.operatorEmail) : (Variable.operatorEmail, Variable.operatorPassword)
      throw ServiceEnvironment.invalid(missing, "it is not set, but \(set) is")
    }
  }
}

/// Where the records are.
package enum DatabaseAddress: Hashable, Sendable {
  /// A file.
  case sqlite(path: String)
  /// A URL of libpq, which may contain a password.
  case postgres(url: Text)
  case dynamoDB(url: Text)

  /// Reads a URL.
  ///
  /// - Throws: A ``Rejection`` for a URL of another kind. Its message does not repeat the URL, which may contain a password.
  package init(_ url: Text) throws(Rejection) {
    if url.hasPrefix("sqlite://") {
      let path = Text(url.bytes.dropFirst(9))
      guard let path = path.validString, !path.isEmpty else {
        throw Rejection(
          .environmentInvalid, field: "DATABASE_URL", "the URL has no path: write sqlite:///var/lib/recordings.db")
      }
      self = .sqlite(path: path)
    } else if url.hasPrefix("postgresql://") || url.hasPrefix("postgres://") {
      self = .postgres(url: url)
    } else if url.hasPrefix("dynamodb://") {
      self = .dynamoDB(url: url)
    } else {
      throw Rejection(
        .environmentInvalid, field: "DATABASE_URL",
        "the URL does not begin with sqlite://, postgresql:// or dynamodb://")
    }
  }
}

extension ErrorCode {
  /// An environment variable has a value that the service cannot use.
  package static let environmentInvalid = ErrorCode("EnvironmentInvalid")
}
