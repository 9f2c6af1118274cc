import HTTPCore

/// Finds the end of a response's body in the bytes that arrive.
struct ResponseBody {
  /// How the body ends, or why that cannot be known.
  let framing: Result<BodyFraming, HTTPMessageError>
  private var state: State

  private enum State {
    case length(Int)
    case chunked(ChunkedDecoder)
    case untilClose
    case ended(HTTPFields)
    case unknown(HTTPMessageError)
  }

  /// The result of one step: bytes of the body, and how much of the input they took.
  struct Step {
    var bytes: [UInt8] = []
    /// How many bytes of the input were used.
    var consumed = 0
  }

  /// The body before a response: there is none.
  init() { (framing, state) = (.success(.none), .ended(HTTPFields())) }

  /// The body of a response to a request with this method.
  init(_ head: ResponseHead, to method: String, limits: HTTPMessageLimits) {
    framing = Result { () throws(HTTPMessageError) in try BodyFraming.ofResponse(head, to: Array(method.utf8)) }
    switch framing {
    case .success(.none), .success(.length(0)): state = .ended(HTTPFields())
    case .success(.length(let count)): state = .length(count)
    case .success(.chunked): state = .chunked(ChunkedDecoder(limits: limits))
    case .success(.untilClose): state = .untilClose
    case .failure(let error): state = .unknown(error)
    }
  }

  var hasEnded: Bool { if case .ended = state { true } else { false } }

  /// The fields after the body, if it was in chunks and has ended.
  var trailers: HTTPFields { if case .ended(let trailers) = state { trailers } else { HTTPFields() } }

  /// Whether the connection can go on after the body.
  var isDelimited: Bool {
    switch framing {
    case .success(.untilClose), .failure: false
    case .success: true
    }
  }

  /// Takes bytes from the input, and returns at most `limit` bytes of the body.
  ///
  /// If it returns none although it may, it has used the whole input and needs more, or the body has ended.
  mutating func next(in input: ArraySlice<UInt8>, limit: Int) throws(HTTPMessageError) -> Step {
    switch state {
    case .length(let left):
      let bytes = Array(input.prefix(min(left, limit)))
      state = bytes.count == left ? .ended(HTTPFields()) : .length(left - bytes.count)
      return Step(bytes: bytes, consumed: bytes.count)
    case .untilClose:
      let bytes = Array(input.prefix(limit))
      return Step(bytes: bytes, consumed: bytes.count)
    case .chunked(var decoder):
      // A second copy in the state would make each change of the decoder's arrays a copy. After an error there is no next step.
      state = .unknown(.malformedChunk)
      let step = try Self.decode(input, limit: limit, with: &decoder)
      state = decoder.isComplete ? .ended(decoder.trailers) : .chunked(decoder)
      return step
    case .ended: return Step()
    case .unknown(let error): throw error
    }
  }

  private static func decode(
    _ input: ArraySlice<UInt8>, limit: Int, with decoder: inout ChunkedDecoder
  ) throws(HTTPMessageError) -> Step {
    var result = Result<(used: Int, written: Int), HTTPMessageError>.success((0, 0))
    // A body never has more bytes than what carries it.
    let bytes = [UInt8](unsafeUninitializedCapacity: min(limit, input.count)) { output, count in
      result = input.withUnsafeBytes { input in
        Result { () throws(HTTPMessageError) in
          try decoder.decode(input, into: UnsafeMutableRawBufferPointer(output))
        }
      }
      if case .success(let step) = result { count = step.written }
    }
    return Step(bytes: bytes, consumed: try result.get().used)
  }

  /// Ends the body where the connection ends. Throws if the body is incomplete.
  mutating func end() throws(HTTPMessageError) {
    switch state {
    case .untilClose: state = .ended(HTTPFields())
    case .ended: break
    case .unknown(let error): throw error
    case .length, .chunked: throw .endedEarly
    }
  }
}
