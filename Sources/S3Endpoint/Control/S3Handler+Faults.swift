import HTTPServer
import VideoSpec

extension S3Handler {
  /// Commits the faults that come before a request is looked at.
  ///
  /// - Returns: What was done if that ended the connection; nil if the request goes on.
  /// - Throws: ``S3Refusal``, SlowDown.
  func commitEarlyFaults(on exchange: HTTPExchange, _ pending: PendingRequest) throws(S3Refusal) -> String? {
    guard let operation = pending.operation else { return nil }
    for fault in faults.takeEarly(operation, pending.address?.bucket, pending.address?.key) {
      switch fault {
      case .delay(let milliseconds): faults.wait(milliseconds: milliseconds)
      case .slowDown: throw .slowDown
      case .cutRequest(let count): return Self.cutRequest(exchange, after: count)
      case .cutResponse, .lostResponse: break
      }
    }
    return nil
  }

  /// The fault to commit on the response to a request, or nil.
  func lateFault(of pending: PendingRequest, isAccepted: Bool) -> EndpointFault.Kind? {
    guard let operation = pending.operation else { return nil }
    let key = pending.address?.key ?? pending.storedKey
    return faults.takeLate(operation, pending.address?.bucket, key, isAccepted: isAccepted)
  }

  /// Reads a part of a request's body, and ends the connection.
  private static func cutRequest(_ exchange: HTTPExchange, after count: Int) -> String {
    var left = count
    do throws(HTTPExchangeError) {
      while left > 0 {
        let piece = try exchange.body.read(upTo: min(left, 64 << 10))
        if piece.isEmpty { break }
        left -= piece.count
      }
    } catch {
      exchange.abort()
      return "not received: \(error)"
    }
    exchange.abort()
    return "a fault cut the request after \(count - left) bytes of its body"
  }
}

extension S3Refusal {
  /// The answer of a store that has too much to do.
  fileprivate static var slowDown: S3Refusal {
    S3Refusal(
      ErrorCode("SlowDown"), 503, "Please reduce your request rate.", nil, explanation: "a test set this fault")
  }
}
