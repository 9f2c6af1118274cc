extension Text {
  /// Reads a text as written in the adapter protocol: a string, or `{"base64": "…"}` for bytes that are not UTF-8.
  package init?(protocolForm value: JSONValue) {
    if let text = value.text {
      self = text
    } else if let encoded = value["base64"]?.text, let bytes = Base64.decode(encoded.bytes) {
      self.init(bytes: bytes)
    } else {
      return nil
    }
  }

  /// The text as written in the adapter protocol.
  package var protocolForm: JSONValue {
    validString == nil ? ["base64": .string(Text(bytes: Base64.encode(bytes)))] : .string(self)
  }
}

extension [Field] {
  /// The headers or fields as written in the adapter protocol: ordered pairs.
  package var protocolForm: JSONValue { .array(map { .array([$0.name.protocolForm, $0.value.protocolForm]) }) }
}
