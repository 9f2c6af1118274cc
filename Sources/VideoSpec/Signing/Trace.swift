/// The intermediate texts of a signature or a verification, in the order in which they arose.
public struct Trace: Hashable, Sendable {
  /// One intermediate text, such as `canonicalRequest`, `stringToSign` or `signature`.
  public struct Step: Hashable, Sendable {
    public var name: String
    public var value: Text

    public init(name: String, value: Text) {
      self.name = name
      self.value = value
    }
  }

  public var steps: [Step]

  public init(steps: [Step] = []) { self.steps = steps }

  /// The text of the first step with a name, or nil if there is none.
  public subscript(name: String) -> Text? { steps.first { $0.name.utf8.elementsEqual(name.utf8) }?.value }
}
