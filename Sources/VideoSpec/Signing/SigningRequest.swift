/// A request to be signed.
///
/// ```swift
/// let bucket = try S3Location(bucket: "video-uploads-example", region: "eu-west-1")
/// let upload = SigningRequest.put("videos/2026/01/cat.webm", in: bucket, headers: [HeaderField("Content-Type", "video/webm")])
/// ```
public struct SigningRequest: Sendable {
  /// `GET`, `PUT` and so on; signed as given.
  public var method: Text
  public var endpoint: Endpoint
  public var target: Target
  /// The headers in the order in which they are sent. The `host` header follows from the endpoint and is not among them.
  public var headers: [HeaderField]
  public var payload: Payload

  public init(
    method: Text, endpoint: Endpoint, target: Target, headers: [HeaderField] = [], payload: Payload = .body(Text())
  ) {
    self.method = method
    self.endpoint = endpoint
    self.target = target
    self.headers = headers
    self.payload = payload
  }
}

extension SigningRequest {
  /// Creates a request for an object of a bucket.
  ///
  /// - Parameters:
  ///   - method: `GET`, `PUT` and so on.
  ///   - key: The raw key; the signer encodes it.
  ///   - location: The bucket, and where it is reached.
  ///   - query: The parameters, such as `response-content-type`, not encoded.
  ///   - headers: The headers that are sent and signed, without `host`.
  ///   - payload: The body, for signing by header. A presigned URL for S3 never covers the body (SIG-052).
  public init(
    _ method: Text, _ key: Text, in location: S3Location, query: [QueryItem] = [], headers: [HeaderField] = [],
    payload: Payload = .body(Text())
  ) {
    self.init(
      method: method, endpoint: location.endpoint,
      target: .object(bucket: location.bucket, key: key, addressing: location.addressing, query: query),
      headers: headers, payload: payload)
  }

  /// Creates a request that reads an object.
  public static func get(
    _ key: Text, in location: S3Location, query: [QueryItem] = [], headers: [HeaderField] = []
  ) -> SigningRequest {
    SigningRequest("GET", key, in: location, query: query, headers: headers)
  }

  /// Creates a request that describes an object.
  public static func head(
    _ key: Text, in location: S3Location, query: [QueryItem] = [], headers: [HeaderField] = []
  ) -> SigningRequest {
    SigningRequest("HEAD", key, in: location, query: query, headers: headers)
  }

  /// Creates a request that stores an object.
  public static func put(
    _ key: Text, in location: S3Location, query: [QueryItem] = [], headers: [HeaderField] = [],
    payload: Payload = .body(Text())
  ) -> SigningRequest {
    SigningRequest("PUT", key, in: location, query: query, headers: headers, payload: payload)
  }

  /// Creates a request that deletes an object.
  public static func delete(
    _ key: Text, in location: S3Location, query: [QueryItem] = [], headers: [HeaderField] = []
  ) -> SigningRequest {
    SigningRequest("DELETE", key, in: location, query: query, headers: headers)
  }
}

/// The part of a signature that covers the body.
public enum Payload: Hashable, Sendable {
  /// The hash of these bytes is signed.
  case body(Text)
  /// `UNSIGNED-PAYLOAD`: the body is not signed. Only S3 accepts it.
  case unsigned
}
