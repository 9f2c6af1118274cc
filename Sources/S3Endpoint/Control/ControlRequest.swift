import HTTPCore
import HTTPServer
import ReferenceImpl
import VideoSpec

/// An authorized request to the control plane.
struct ControlRequest {
  enum Resource: Hashable {
    case page
    case requests
    case request(Text)
    case buckets
    case reset
    case clock
    case faults

    /// - Parameter path: The path after `/_video-spec`.
    init?(path: Text) {
      let names = path.split(at: UInt8(ascii: "/")).dropFirst()
      switch Array(names) {
      case [], [""]: self = .page
      case ["requests"]: self = .requests
      case ["buckets"]: self = .buckets
      case ["reset"]: self = .reset
      case ["clock"]: self = .clock
      case ["faults"]: self = .faults
      default:
        guard names.count == 2, names.first == "requests", let id = names.last, !id.isEmpty else { return nil }
        self = .request(id)
      }
    }

    var methods: [Text] {
      switch self {
      case .page, .requests, .request: ["GET"]
      case .buckets, .reset: ["POST"]
      case .clock: ["GET", "PUT", "DELETE"]
      case .faults: ["GET", "POST", "DELETE"]
      }
    }
  }

  let resource: Resource
  let method: Text
  let query: [QueryItem]
  let body: [UInt8]

  /// Checks a request: who sends it, what it is for, and its method. Then it reads the body.
  ///
  /// - Throws: ``ControlError``
  init(_ exchange: HTTPExchange, token: Secret) throws(ControlError) {
    let target = Text(exchange.head.pathAndQuery)
    let path = Text(target.bytes.prefix { $0 != UInt8(ascii: "?") }.dropFirst("/_video-spec".utf8.count))
    query = try Self.query(target)
    try ControlAccess(exchange: exchange, token: token)
      .check(parameter: path.isEmpty || path == "/" ? query.first { $0.name == "token" }?.value : nil)
    guard let resource = Resource(path: path) else {
      throw ControlError(404, "NotFound", "there is no /_video-spec\(path.printable)")
    }
    self.resource = resource
    method = Text(bytes: exchange.head.method)
    guard resource.methods.contains(method) else {
      let methods = resource.methods.map(\.string).joined(separator: ", ")
      throw ControlError(405, "MethodNotAllowed", "the methods are \(methods)", field: "method")
    }
    body = try Self.body(of: exchange)
  }

  private static func body(of exchange: HTTPExchange) throws(ControlError) -> [UInt8] {
    let bytes: [UInt8]?
    do throws(HTTPExchangeError) { bytes = try exchange.body.readAll(limit: ControlInput.limit) } catch {
      throw ControlError(400, "IncompleteBody", "the body is incomplete")
    }
    guard let bytes else {
      throw ControlError(413, "BodyTooLarge", "the body has more than \(ControlInput.limit) bytes")
    }
    return bytes
  }

  private static func query(_ target: Text) throws(ControlError) -> [QueryItem] {
    var items: [QueryItem] = []
    for item in target.bytes.drop(while: { $0 != UInt8(ascii: "?") }).dropFirst().split(separator: UInt8(ascii: "&")) {
      guard PercentEncoding.isWellFormed(item) else {
        throw ControlError(400, "InvalidQuery", "the query has an invalid percent encoding")
      }
      let equals = item.firstIndex(of: UInt8(ascii: "=")) ?? item.endIndex
      items.append(
        QueryItem(
          Text(bytes: PercentEncoding.decode(item[..<equals])),
          Text(bytes: PercentEncoding.decode(item[equals...].dropFirst()))))
    }
    return items
  }
}
