import HTTPClient
import VideoSpec

/// Sends several requests at the same moment.
///
/// Each request is sent without its last byte, on a connection of its own. Then all last bytes follow one another without a pause, so that
/// the server can begin none of them before it could begin all.
struct Race {
  private let configuration: EndpointConfiguration

  init(_ configuration: EndpointConfiguration) { self.configuration = configuration }

  /// - Returns: The exchanges, in the order of the requests.
  func run(_ requests: [WireRequest]) throws(CaseStop) -> [Exchange] {
    var connections: [EndpointConnection] = []
    defer { for connection in connections { connection.close() } }
    for _ in requests { connections.append(try EndpointConnection(configuration)) }
    var exchanges = requests.map { Exchange(request: $0) }
    func attempt(_ index: Int, _ body: () throws(HTTPClientError) -> Void) {
      // A connection that has failed once is left alone.
      guard exchanges[index].problem == nil else { return }
      do throws(HTTPClientError) { try body() } catch {
        exchanges[index].problem = connections[index].description(of: error)
      }
    }
    for index in requests.indices {
      let bytes = requests[index].head + requests[index].body
      attempt(index) { () throws(HTTPClientError) in try connections[index].send(bytes.dropLast()) }
    }
    // A server that looks at the heads first has done so when the bodies end.
    Pause.milliseconds(50)
    for index in requests.indices {
      let bytes = requests[index].head + requests[index].body
      attempt(index) { () throws(HTTPClientError) in try connections[index].send(bytes.suffix(1)) }
    }
    for index in requests.indices {
      var response: ReceivedResponse?
      attempt(index) { () throws(HTTPClientError) in
        response = try connections[index].receive(requests[index].method)
      }
      exchanges[index].response = response
    }
    return exchanges
  }
}
