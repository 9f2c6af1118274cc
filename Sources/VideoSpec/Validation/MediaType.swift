/// A media type as the WHATWG's MIME Sniffing standard defines it: `video/webm;codecs=vp9`.
public struct MediaType: Hashable, Sendable {
  /// The type in lower case, such as `video`. It is not empty.
  public let type: Text
  /// The subtype in lower case, such as `webm`. It is not empty.
  public let subtype: Text
  /// The parameters in order. Names are in lower case and unique; values are as given.
  public let parameters: [Field]

  /// Creates a media type from its parts, which are not checked.
  public init(type: Text, subtype: Text, parameters: [Field] = []) {
    self.type = type
    self.subtype = subtype
    self.parameters = parameters
  }

  /// The media type without parameters: `video/webm`.
  public var essence: Text { type + "/" + subtype }
}
