import ReferenceImpl
public import VideoSpec

/// A form to be inspected: what the backend handed out, and what the browser sent.
///
/// The sent form is not an `UploadForm`, because that has neither the fields after the file nor a second file, and both are common
/// mistakes.
public struct InspectedForm: Sendable {
  /// The URL that the form is sent to; nil if unknown.
  public var url: Text?
  /// The fields that the backend handed out.
  public var fields: [Field]
  /// The fields that were sent, in order; nil if unknown. The file is a field named `file`, whose value is ignored.
  public var sent: [Field]?
  public var file: FormFile?
  /// The bucket, if the URL does not name it.
  public var bucket: Text?

  /// The method by which the form was sent; nil if unknown.
  public var method: Text?
  /// The headers of the request that sent the form; empty if unknown.
  public var headers: [HeaderField] = []
  /// Whether the form was read from the source of a page, which need not be what was sent.
  var isFromCode = false
  /// The names in lower case of the fields whose value is an expression of a template.
  var unknown: Set<Text> = []
  /// What the source of the page shows of how the form is sent.
  var notes: [PastedNote] = []
  /// The name of a part that has a file, if it is not `file`.
  var otherFile: Text?
  /// Whether nothing but the policy is known.
  var isPolicyAlone = false

  public init(
    url: Text? = nil, fields: [Field], sent: [Field]? = nil, file: FormFile? = nil,
    bucket: Text? = nil
  ) {
    self.url = url
    self.fields = fields
    self.sent = sent
    self.file = file
    self.bucket = bucket
  }

  /// The access key that the form names.
  public var accessKeyID: Text? { value("x-amz-credential")?.split(at: UInt8(ascii: "/")).first }

  func value(_ name: Text) -> Text? { fields.first { $0.name.equalsIgnoringCase(name) }?.value }

  /// The bucket that the form is sent to: ``bucket``, or else the one that the URL names.
  var target: Text? {
    if let bucket { return bucket }
    guard let url, let parts = RequestParts(InspectedRequest(url: url)) else { return nil }
    let host = parts.host.hostAndPort.host
    if let amazon = AmazonHost(host) {
      if !amazon.isPathStyle { return amazon.bucket }
    } else if let end = host.firstRange(of: ".s3") {
      return Text(host.bytes[..<end])
    }
    return Text(bytes: parts.path).split(at: UInt8(ascii: "/")).first { !$0.isEmpty }
  }

  /// Whether ``target`` is certain. The path of a CDN or a proxy need not begin with the bucket.
  var isTargetCertain: Bool {
    bucket != nil || url.flatMap { RequestParts(InspectedRequest(url: $0)) }.map { AmazonHost($0.host) != nil } == true
  }
}
