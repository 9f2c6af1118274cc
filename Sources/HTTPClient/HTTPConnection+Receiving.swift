public import HTTPCore

extension HTTPConnection {
  /// Whether bytes of a response, or the end of the connection, have arrived. It does not wait.
  public func hasResponse() throws(HTTPClientError) -> Bool {
    guard start == received.count else { return true }
    do throws(TransportError) {
      switch try tryReceive() {
      case .done: return true
      case .blocked: return false
      }
    } catch {
      if error == .closed { return true }
      throw .transport(error)
    }
  }

  /// Whether the head of a response that is no interim one has arrived, or something else that ends the exchange. It does not wait.
  func hasFinalResponse() throws(HTTPClientError) -> Bool {
    var end = start
    while true {
      var parser = ResponseHeadParser(limits: limits)
      switch Self.parse(received[end...], with: &parser) {
      case .success(let (head, count)?):
        guard head.status < 200, head.status != 101 else { return true }
        end += count
        // More would be too many for `receiveHead`, too.
        guard end - start <= limits.headBytes else { return true }
      case .success(nil):
        do throws(TransportError) {
          switch try tryReceive() {
          case .done(0): return true
          case .done: break
          case .blocked: return false
          }
        } catch {
          if error == .closed { return true }
          throw .transport(error)
        }
      case .failure: return true
      }
    }
  }

  private static func parse(
    _ bytes: ArraySlice<UInt8>, with parser: inout ResponseHeadParser
  ) -> Result<(head: ResponseHead, count: Int)?, HTTPMessageError> {
    bytes.withUnsafeBytes { bytes in
      Result { () throws(HTTPMessageError) in try parser.parse(bytes) }
    }
  }

  /// Receives the head of the next response.
  ///
  /// - Parameters:
  ///   - method: The method of the request that it answers. The response to HEAD has no body.
  ///   - reportsInterim: Whether a response with a status below 200 is returned. Otherwise it is skipped, except 101.
  public func receiveHead(
    to method: String, reportsInterim: Bool = false, deadline: Deadline
  ) throws(HTTPClientError) -> ResponseHead {
    for _ in 0...Self.interimLimit {
      let head = try receiveAnyHead(deadline: deadline)
      let isInterim = head.status < 200 && head.status != 101
      if !isInterim {
        body = ResponseBody(head, to: method, limits: limits)
        staysOpen =
          staysOpen && head.status != 101 && body.isDelimited
          && head.fields.keepConnection(versionMinor: head.versionMinor)
      }
      if !isInterim || reportsInterim { return head }
    }
    throw .tooManyInterimResponses
  }

  private func receiveAnyHead(deadline: Deadline) throws(HTTPClientError) -> ResponseHead {
    compact()
    var parser = ResponseHeadParser(limits: limits)
    while true {
      do throws(HTTPMessageError) {
        if let (head, count) = try Self.parse(received[...], with: &parser).get() {
          start = count
          return head
        }
      } catch {
        staysOpen = false
        throw .response(error)
      }
      do throws(HTTPClientError) {
        guard try receive(deadline: deadline) else {
          staysOpen = false
          throw .response(.endedEarly)
        }
      } catch {
        // A server that closes an idle connection may do so by a reset.
        let isEnd = error == .response(.endedEarly) || error == .transport(.closed)
        throw isEnd && received.isEmpty ? .noResponse : error
      }
    }
  }

  /// Receives more of the body.
  ///
  /// - Returns: At most `count` bytes; none at the end of the body.
  public func readBody(upTo count: Int, deadline: Deadline) throws(HTTPClientError) -> [UInt8] {
    guard count > 0 else { return [] }
    while true {
      let step: ResponseBody.Step
      do throws(HTTPMessageError) {
        step = try body.next(in: received[start...], limit: count)
      } catch {
        staysOpen = false
        throw .response(error)
      }
      start += step.consumed
      if !step.bytes.isEmpty || body.hasEnded { return step.bytes }
      compact()
      if try !receive(deadline: deadline) {
        staysOpen = false
        do throws(HTTPMessageError) { try body.end() } catch { throw .response(error) }
        return []
      }
    }
  }

  /// Receives the body, at most a number of bytes of it.
  ///
  /// - Returns: The bytes, and whether they are all.
  public func receiveBody(
    limit: Int, deadline: Deadline
  ) throws(HTTPClientError) -> (bytes: [UInt8], isWhole: Bool) {
    var bytes: [UInt8] = []
    while bytes.count < limit {
      let more = try readBody(upTo: limit - bytes.count, deadline: deadline)
      guard !more.isEmpty else { return (bytes, true) }
      bytes += more
    }
    // The end may have arrived with the last byte.
    return (bytes, try endsHere())
  }

  /// Whether the body ends here, as far as has arrived. It does not wait.
  private func endsHere() throws(HTTPClientError) -> Bool {
    while true {
      do throws(HTTPMessageError) {
        start += try body.next(in: received[start...], limit: 0).consumed
      } catch {
        throw .response(error)
      }
      guard !body.hasEnded, start == received.count else { return body.hasEnded }
      compact()
      // A connection that fails here fails behind the part that the caller wants.
      guard case .done(let count)? = try? tryReceive() else { return false }
      if count == 0 { return (try? body.end()) != nil }
    }
  }
}
