import Gate
import HTTPClient
import VideoSpec

/// Sends bytes as they are, on a connection of its own, and receives the responses to them.
struct RawExchange {
  private let configuration: EndpointConfiguration

  init(_ configuration: EndpointConfiguration) { self.configuration = configuration }

  struct Outcome {
    var responses: [ReceivedResponse] = []
    /// A fault of the connection or of the exchange as a whole; nil if there is none.
    var problem: String?

    func described(_ failure: Failure, _ pieces: [[UInt8]], _ redaction: Redaction) -> Failure {
      var failure = failure
      var texts = [ExchangeText.text(ofRaw: Array(pieces.joined()), redaction: redaction)]
      let empty = WireRequest(sending: [])
      texts += responses.map { ExchangeText.text(of: Exchange(request: empty, response: $0), redaction: redaction) }
      failure.exchange = texts.joined(separator: "\n")
      return failure
    }
  }

  /// - Parameter next: Makes the request that a connection takes if it stays open.
  func run(
    _ step: RawStep, pieces: [[UInt8]], next: () throws(CaseStop) -> WireRequest
  ) throws(CaseStop) -> Outcome {
    let connection = try EndpointConnection(configuration)
    defer { connection.close() }
    var outcome = Outcome()
    for (index, piece) in pieces.enumerated() {
      if index > 0, step.pause > 0 { Pause.milliseconds(step.pause) }
      // The server may have had enough before the last byte.
      do throws(HTTPClientError) { try connection.send(piece) } catch { break }
    }
    if step.closesSending { connection.shutdownWrite() }
    let isHead = RawExchange.heads(in: Array(pieces.joined()))
    for number in step.responses.indices {
      let method: Text = number < isHead.count && isHead[number] ? "HEAD" : "GET"
      do throws(HTTPClientError) { outcome.responses.append(try connection.receive(method)) } catch {
        let which = step.responses.count == 1 ? "" : "response \(number + 1): "
        outcome.problem = which + connection.description(of: error)
        return outcome
      }
    }
    switch step.closed {
    case true?:
      guard let rest = connection.bytesUntilClosed() else {
        outcome.problem = "the server did not close the connection within \(configuration.responseSeconds) seconds"
        return outcome
      }
      if !rest.isEmpty {
        let beginning = Printable.text(Text(rest.prefix(80)))
        outcome.problem = "the server sent more than the expected responses: \"\(beginning)\""
      }
    case false?:
      if connection.exchange(try next()).response == nil {
        outcome.problem = "the server does not answer another request on the same connection"
      }
    case nil: break
    }
    return outcome
  }
}

extension RawExchange {
  /// Returns for each request among raw bytes whether its method is `HEAD`. A request begins at the start, or after an empty line.
  private static func heads(in bytes: [UInt8]) -> [Bool] {
    let end = Array("\r\n\r\n".utf8)
    var starts = [0]
    for index in bytes.indices.dropFirst(end.count) where bytes[(index - end.count)..<index].elementsEqual(end) {
      starts.append(index)
    }
    return starts.map { bytes[$0...].starts(with: "HEAD ".utf8) }
  }
}

extension WireRequest {
  /// Bytes that need not be a request.
  init(sending bytes: [UInt8]) {
    self.init(method: Text(), target: Text(), fields: [], body: [])
    head = bytes
  }
}
