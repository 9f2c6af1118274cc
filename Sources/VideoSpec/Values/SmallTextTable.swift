/// Values by their texts, for tables that are usually small: the fields of a form, the members of a JSON object.
///
/// Up to sixteen texts are searched one after the other, which takes less time than hashing them. Larger tables are hashed, so that a
/// sender cannot make a search slow.
///
/// Its methods are inlinable because other modules would call them unspecialized, which takes several times as long.
@usableFromInline
package struct SmallTextTable<Value: Sendable>: Sendable {
  @usableFromInline static var fewest: Int { 16 }

  /// The texts in the order in which they were added.
  @usableFromInline package var texts: [Text] = []
  @usableFromInline var values: [Value] = []
  @usableFromInline var positions: [Text: Int] = [:]

  @inlinable package init() {}

  @inlinable package mutating func reserveCapacity(_ count: Int) {
    texts.reserveCapacity(count)
    values.reserveCapacity(count)
  }

  @inlinable package func contains(_ text: Text) -> Bool { position(of: text) != nil }

  /// Returns the value of a text, or nil if the table does not contain it.
  @inlinable package subscript(text: Text) -> Value? { position(of: text).map { values[$0] } }

  /// Adds a text with its value.
  ///
  /// - Returns: False, and nothing is added, if the table contains the text.
  @inlinable @discardableResult
  package mutating func insert(_ text: Text, _ value: Value) -> Bool {
    guard position(of: text) == nil else { return false }
    texts.append(text)
    values.append(value)
    if texts.count == Self.fewest {
      for (position, text) in texts.enumerated() { positions[text] = position }
    } else if texts.count > Self.fewest {
      positions[text] = texts.count - 1
    }
    return true
  }

  /// Changes the value of a text in place, if the table contains the text.
  @inlinable
  package mutating func update(_ text: Text, _ change: (inout Value) -> Void) {
    if let position = position(of: text) { change(&values[position]) }
  }

  @usableFromInline func position(of text: Text) -> Int? {
    if texts.count >= Self.fewest { return positions[text] }
    for position in texts.indices where texts[position].bytes.count == text.bytes.count && texts[position] == text {
      return position
    }
    return nil
  }
}

extension SmallTextTable where Value == Void {
  /// Adds a text, and returns whether it is new.
  @inlinable @discardableResult
  package mutating func insert(_ text: Text) -> Bool { insert(text, ()) }
}
