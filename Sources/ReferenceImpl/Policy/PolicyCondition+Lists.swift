public import VideoSpec

extension PolicyCondition {
  /// Returns the item of a Content-Type that makes this condition fail only because the type contains commas (POL-041).
  ///
  /// - Returns: The first item that does not begin with the prefix, although the whole type does; `nil` if the commas are not the
  ///   reason.
  public func strayItem(of type: Text) -> Text? {
    guard case .startsWith(_, let prefix) = self, field == "content-type", type.hasPrefix(prefix),
      type.bytes.contains(UInt8(ascii: ","))
    else { return nil }
    return type.commaItems.first { !$0.hasPrefix(prefix) }
  }
}

extension Text {
  /// The items between the commas, without surrounding white space.
  package var commaItems: [Text] { split(at: UInt8(ascii: ",")).map(\.trimmed) }
}
