import HTTPServer
import VideoSpec

extension S3Handler {
  /// Commits the faults that come before a request is looked at.
  ///
  /// - Returns: What was done if that ended the connection; nil if the request goes on.
  /// - Throws: ``S3Refusal``, the refusal that a fault asks for.
  func commitEarlyFaults(on exchange: HTTPExchange, _ pending: PendingRequest) throws(S3Refusal) -> String? {
    guard let operation = pending.operation else { return nil }
    for fault in faults.takeEarly(operation, pending.address?.bucket, pending.address?.key) {
      switch fault {
      case .delay(let milliseconds): faults.wait(milliseconds: milliseconds)
      case .refusal(let refusal): throw S3Refusal(asked: refusal, pending)
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
  /// A refusal for which the request gives no reason.
  fileprivate init(asked refusal: EndpointFault.Refusal, _ pending: PendingRequest) {
    let (code, message) =
      switch refusal {
      case .redirect: ("TemporaryRedirect", "Please re-send this request to the specified temporary endpoint.")
      case .forbidden: ("AccessDenied", "Access Denied")
      case .tooManyRequests: ("TooManyRequests", "Please reduce your request rate.")
      case .slowDown: ("SlowDown", "Please reduce your request rate.")
      }
    self.init(ErrorCode(code), refusal.rawValue, message, nil, explanation: "a test set this fault")
    if refusal == .redirect {
      let scheme: Text = pending.isSecure ? "https://" : "http://"
      headers.append(HeaderField("Location", scheme + pending.host + pending.received.target))
    }
  }
}
