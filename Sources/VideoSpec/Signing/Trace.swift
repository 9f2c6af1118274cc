/// The named intermediate results of an operation, in the order of computation.
public struct Trace: Hashable, Sendable {
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

  public subscript(name: String) -> Text? { steps.first { $0.name.utf8.elementsEqual(name.utf8) }?.value }
}
