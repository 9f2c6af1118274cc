public import VideoSpec

extension KeyRequest {
  /// Reads the input of `key.generate`.
  public init(json: JSONValue) throws(InputError) {
    let input = InputReader(json)
    var taken: Set<Text> = []
    for (index, item) in (json["taken"]?.array ?? []).enumerated() {
      guard let key = Text(protocolForm: item) else {
        throw InputError(field: "taken[\(index)]", reason: "should be a text")
      }
      taken.insert(key)
    }
    self.init(
      try input.layout(), mediaType: try input.optionalText("mediaType"), user: try input.optionalText("user"),
      video: try input.optionalText("video"), fileName: try input.optionalText("fileName"), taken: taken)
  }
}

extension InputReader {
  /// The member `layout`.
  public func layout() throws(InputError) -> StorageKey.Layout {
    guard let layout = StorageKey.Layout(rawValue: try text("layout").string) else {
      throw InputError(field: "layout", reason: "is not known")
    }
    return layout
  }
}
