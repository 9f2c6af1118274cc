import HTTPCore
package import HTTPServer
import Synchronization
import VideoSpec

/// Answers the requests of one port for a service and for its store, which are told apart by the Host field.
///
/// `127.0.0.1:8000` and `BUCKET.localhost:8000` are the store, every other host is the service. So an upload from the service's page is
/// cross-origin, as it is with a store on the Internet.
package final class HostHandler: HTTPHandler, Sendable {
  private final class Handlers: Sendable {
    let service: any HTTPHandler
    let store: (any HTTPHandler)?

    init(service: any HTTPHandler, store: (any HTTPHandler)?) {
      self.service = service
      self.store = store
    }
  }

  private let handlers = AtomicLazyReference<Handlers>()

  package init() {}

  /// Sets the handlers. They are not known before the server listens, because its port is a part of their configuration.
  ///
  /// - Parameter store: Nil if the store is another server.
  package func begin(service: any HTTPHandler, store: (any HTTPHandler)?) {
    _ = handlers.storeIfNil(Handlers(service: service, store: store))
  }

  package func handle(_ exchange: HTTPExchange) {
    guard let handlers = handlers.load() else {
      let head = ResponseHead(503, fields: HTTPFields([HTTPField("Retry-After", "1")]))
      // A client that goes away needs no answer.
      do throws(HTTPExchangeError) { try exchange.respond(head) } catch {}
      return
    }
    if let store = handlers.store, HostHandler.isStore(exchange.head.fields.first("host") ?? []) {
      store.handle(exchange)
    } else {
      handlers.service.handle(exchange)
    }
  }

  package func answer(to refusal: HTTPRefusal) -> HTTPRefusalAnswer {
    handlers.load()?.service.answer(to: refusal) ?? HTTPRefusalAnswer(fields: HTTPFields(), body: [])
  }

  /// Whether a Host field names the store: an IP address, or a name below `localhost`.
  static func isStore(_ field: [UInt8]) -> Bool {
    let host = HostName(field)
    return host.isAddress || host.text.bytes.suffix(10).elementsEqual(".localhost".utf8)
  }
}
