/// A name and its value: a field of a form, or whatever else comes as ordered pairs of texts.
///
/// Names may repeat, and their case is kept. Whoever reads a field decides whether the case counts.
public struct Field: Hashable, Sendable {
  public var name: Text
  public var value: Text

  public init(_ name: Text, _ value: Text) {
    self.name = name
    self.value = value
  }
}

/// A ``Field`` that is an HTTP header, as given.
public typealias HeaderField = Field
