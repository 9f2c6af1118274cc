import AdapterProtocol
import VideoSpec

/// An output of an implementation, with everything that it is judged by.
struct JudgedOutput {
  let vector: VectorCase
  let value: JSONValue
  /// The expected output; nil where the output is random.
  let expected: JSONValue?
  /// The intermediate texts that the implementation gave.
  let trace: Trace
  /// The times at which the implementation may have signed: the run's clock, or the duration of the run by its own clock.
  let dates: ClosedRange<Timestamp>
  let isExact: Bool
  let hasOwnClock: Bool
  let hasOwnRandom: Bool

  /// Reads a text of the output.
  func text(_ name: Text) throws(Failure) -> Text {
    guard let text = value[name].flatMap({ Text(protocolForm: $0) }) else {
      throw Failure("the output has no text \"\(name)\"")
    }
    return text
  }

  /// Reads ordered pairs of the output.
  func fields(_ name: String) throws(Failure) -> [HeaderField] {
    guard value[Text(name)] != nil, let fields = try? InputReader(value).fields(name) else {
      throw Failure("the output has no \"\(name)\", an array of pairs of texts")
    }
    return fields
  }

  /// A failure for this reason, with the first intermediate text that differs from the case's.
  func failure(_ reason: String) -> Failure { Failure(reason, divergence: vector.trace.divergence(from: trace)) }

  /// Whether it was signed at the case's clock, so that its intermediate texts can be compared with the case's.
  var hasGivenDate: Bool { dates.lowerBound == vector.clock && dates.upperBound == vector.clock }
}

// A judge throws the first thing that is wrong.
extension Failure: Error {}
