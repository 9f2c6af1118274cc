/// A media type as the WHATWG's MIME Sniffing standard has it: `video/webm;codecs=vp9`.
public struct MediaType: Hashable, Sendable {
  /// In lower case, not empty.
  public let type: Text
  /// In lower case, not empty.
  public let subtype: Text
  /// In order; names in lower case and once each, values as they came.
  public let parameters: [HeaderField]

  /// - Parameters: As the properties say; nothing is checked here.
  public init(type: Text, subtype: Text, parameters: [HeaderField] = []) {
    self.type = type
    self.subtype = subtype
    self.parameters = parameters
  }

  /// Type and subtype: `video/webm`.
  public var essence: Text { type + "/" + subtype }
}
