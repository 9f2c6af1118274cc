/// A media type as defined by the WHATWG MIME Sniffing standard, such as `video/webm;codecs=vp9`.
public struct MediaType: Hashable, Sendable {
  /// The type in lower case, not empty.
  public let type: Text
  /// The subtype in lower case, not empty.
  public let subtype: Text
  /// The parameters in order. Names are in lower case and unique, values are unchanged.
  public let parameters: [HeaderField]

  /// Creates a media type from parts that already satisfy the properties' requirements, which are not checked.
  public init(type: Text, subtype: Text, parameters: [HeaderField] = []) {
    self.type = type
    self.subtype = subtype
    self.parameters = parameters
  }

  /// The type and subtype without parameters, such as `video/webm`.
  public var essence: Text { type + "/" + subtype }
}
