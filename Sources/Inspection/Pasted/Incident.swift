import ReferenceImpl
public import VideoSpec

/// One rejected request or form, with everything that is known of it.
public struct Incident: Sendable {
  /// Where a pasted text contains something of the incident.
  public struct Source: Hashable, Sendable {
    /// The name of the format, with its article: "a curl command".
    public var format: String
    /// The lines of the text, counted from 0.
    public var lines: Range<Int>
  }

  public var request: InspectedRequest?
  public var response: ErrorResponse?
  public var form: InspectedForm?
  /// The source code that sends the form.
  public var sender: SenderCode?
  /// What the text says beside the request and the response.
  public var notes: [PastedNote] = []
  /// The signer's own canonical request, from its log.
  public var ownCanonicalRequest: Text?
  /// The signer's own string to sign, from its log.
  public var ownStringToSign: Text?
  /// The SDK or the tool that signed or sent the request; nil if unknown.
  public var tool: ClientTool?
  /// When the server received the request; nil if unknown.
  public var time: Timestamp?
  /// What the incident was read from, in the order of the text.
  public var sources: [Source] = []

  /// Whether only the host and the headers of the request are known, so that its signature cannot be checked.
  var isPathUnknown = false
  /// The store and the SDKs that the text names; nil if there is no text.
  var software: NamedSoftware?
  /// What the text says beside its requests and responses.
  var clues = PastedClues()
  /// The same request in the log of another party, with the values of signed headers that differ.
  var received: InspectedRequest?

  public init() {}

  /// The access key that signed; nil if unknown.
  public var accessKeyID: Text? {
    request.flatMap { RequestParts($0.repaired) }.flatMap(SignatureClaim.init)?.accessKeyID
      ?? form?.accessKeyID ?? response?["AWSAccessKeyId"]?.trimmed
  }
}

/// The diagnosis of an incident, and how many others have the same.
public struct InspectedIncident: Sendable {
  public var incident: Incident
  public var diagnosis: Diagnosis
  /// The number of incidents with this diagnosis.
  public var count = 1
}
