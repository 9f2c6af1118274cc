public import VideoSpec

extension KeyRequest {
  /// Reads the input of `key.generate`.
  ///
  /// - Throws: ``InputError`` that names the missing or malformed member.
  public init(json: JSONValue) throws(InputError) {
    let input = InputReader(json)
    let taken: [Text] = json["taken"] == nil ? [] : try input.texts("taken")
    self.init(
      try input.layout(), mediaType: try input.optionalText("mediaType"), user: try input.optionalText("user"),
      video: try input.optionalText("video"), fileName: try input.optionalText("fileName"), taken: Set(taken))
  }
}

/// The input of `key.parse`.
public struct KeyParsingInput: Hashable, Sendable {
  public var layout: StorageKey.Layout
  public var key: Text

  /// Reads the input of `key.parse`.
  ///
  /// - Throws: ``InputError`` that names the missing or malformed member.
  public init(json: JSONValue) throws(InputError) {
    let input = InputReader(json)
    layout = try input.layout()
    key = try input.text("key")
  }
}

extension InputReader {
  fileprivate func layout() throws(InputError) -> StorageKey.Layout {
    guard let layout = StorageKey.Layout(rawValue: try text("layout").string) else {
      throw InputError(field: "layout", reason: "is not a known layout")
    }
    return layout
  }
}
