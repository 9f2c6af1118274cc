package import Gate
import HTTPClient
import HTTPCore
import Synchronization
package import VideoSpec

/// A way to ask a hook.
package protocol HookTransport: Sendable {
  /// Sends a message and returns the reply, both as one line of JSON.
  func ask(_ line: [UInt8], within limit: Duration) throws(HookFault) -> [UInt8]
}

extension HookProcess: HookTransport {}

/// A hook behind a URL, which gets each message by POST.
package struct HookURL: HookTransport {
  private let endpoint: Endpoint
  private let target: Text

  /// Reads `http://HOST[:PORT][/PATH]`. Returns nil for any other form.
  package init?(_ text: Text) {
    let start = text.hasPrefix("https://") ? 8 : 7
    guard text.hasPrefix("http://") || text.hasPrefix("https://"),
      text.bytes.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
    else { return nil }
    let slash = text.bytes[start...].firstIndex { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") }
    guard let endpoint = Endpoint(Text(text.bytes[..<(slash ?? text.bytes.count)])) else { return nil }
    self.endpoint = endpoint
    let rest = Text(text.bytes[(slash ?? text.bytes.count)...])
    target = rest.hasPrefix("/") ? rest : "/" + rest
  }

  /// The server of the URL.
  package var server: Endpoint { endpoint }

  package func ask(_ line: [UInt8], within limit: Duration) throws(HookFault) -> [UInt8] {
    let request = WireRequest(
      method: "POST", target: target,
      fields: [
        HeaderField("Host", endpoint.authority), HeaderField("Content-Type", "application/json"),
        HeaderField("Content-Length", Text("\(line.count)")), HeaderField("Connection", "close"),
      ], body: line)
    let deadline = Deadline.after(limit)
    let head: ResponseHead
    let body: (bytes: [UInt8], isWhole: Bool)
    do throws(HTTPClientError) {
      let connection = try HTTPConnection.connect(to: endpoint.httpOrigin, deadline: deadline)
      defer { connection.close() }
      try connection.send(request.head + request.body, deadline: deadline)
      head = try connection.receiveHead(to: "POST", deadline: deadline)
      body = try connection.receiveBody(limit: HookProcess.lineLimit, deadline: deadline)
    } catch {
      switch error {
      case .transport(.timedOut): throw HookFault("the hook sent no response within \(limit)")
      default: throw HookFault("the hook could not be asked: \(error)")
      }
    }
    guard head.status == 200 else { throw HookFault("the hook responded with the status \(head.status), not 200") }
    guard body.isWhole else { throw HookFault("the hook sent a response of more than \(HookProcess.lineLimit) bytes") }
    return body.bytes
  }
}

/// A hook: it sets up the states of a backend, and runs its actions.
package final class ServiceHook: Sendable {
  /// How a hook introduces itself.
  package struct Information: Hashable, Sendable {
    package let name: String
    package let version: String
    /// The origin from which the backend accepts requests.
    package let origin: Text
    package let states: [Text]
    package let actions: [Text]
  }

  /// Why a hook has not done what it was asked.
  enum Problem: Error, Hashable {
    /// It cannot do that, for this reason.
    case unsupported(String)
    /// It failed, for this reason.
    case failed(String)
    /// It does not follow the protocol, and is not asked again.
    case broken(String)
  }

  package let information: Information
  private let transport: any HookTransport
  private let limit: Duration
  /// What the hook did wrong; nil if it did nothing wrong so far. The lock also lets one message at a time through.
  private let fault = Mutex<HookFault?>(nil)

  /// Greets a hook.
  ///
  /// - Parameter limit: How long the hook may take for a reply.
  /// - Throws: ``HookFault`` if it does not follow the protocol.
  package init(_ transport: any HookTransport, within limit: Duration) throws(HookFault) {
    self.transport = transport
    self.limit = limit
    let hello: JSONValue = ["hook": 1, "hello": ["gate": JSONValue("video-spec \(Suite.version)")]]
    information = try Information(Self.parse(transport.ask(hello.line, within: limit)))
  }

  /// Sets a state up.
  ///
  /// - Parameter owners: The names of the users that the state's settings name.
  /// - Returns: The values of the state.
  func setUp(_ given: ServiceGiven, owners: [JSONObject.Member] = []) throws(Problem) -> JSONObject {
    let state = given.state
    var options = given.options
    options.members += owners
    guard information.states.contains(state.name) else {
      throw .unsupported("the hook does not support the state \"\(state.name)\"")
    }
    let what = "the state \"\(state.name)\""
    let values = try ask(["setup": .string(state.name), "with": .object(options)], what) {
      (values) throws(HookFault) in
      for name in state.values {
        switch values[name] {
        case .string?: break
        case let value? where value.integer != nil: break
        case nil: throw HookFault("the hook returned no value \"\(name)\" for \(what)")
        default: throw HookFault("the hook returned a value \"\(name)\" for \(what) that is neither text nor integer")
        }
      }
      if state.values.contains("cookie") { try Self.checkCookie(values["cookie"]) }
    }
    return values
  }

  /// Runs an action.
  func run(_ step: ServiceActionStep) throws(Problem) {
    guard information.actions.contains(step.action) else {
      throw .unsupported("the hook does not support the action \"\(step.action)\"")
    }
    _ = try ask(
      ["run": .string(step.action), "with": .object(step.parameters)], "the action \"\(step.action)\""
    ) { (_) throws(HookFault) in }
  }

  private static func checkCookie(_ value: JSONValue?) throws(HookFault) {
    guard let cookie = value?.text, let (name, _) = cookie.splitOnce(at: UInt8(ascii: "=")), !name.isEmpty,
      cookie.bytes.allSatisfy({ $0 >= 0x20 && $0 < 0x7F })
    else { throw HookFault("the hook returned a cookie that is not NAME=VALUE in visible ASCII characters") }
  }

  private func ask(
    _ message: JSONValue, _ what: String, check: (JSONObject) throws(HookFault) -> Void
  ) throws(Problem) -> JSONObject {
    let outcome = fault.withLock { fault -> Result<JSONObject, Problem> in
      if let fault { return .failure(.broken(fault.description)) }
      do throws(HookFault) {
        let reply = try Self.parse(transport.ask(message.line, within: limit))
        let words: [Text] = ["values", "unsupported", "error"].filter { reply[$0] != nil }
        guard words.count == 1, let value = reply[words[0]] else {
          throw HookFault("the hook's reply to \(what) is neither \"values\" nor \"unsupported\" nor \"error\"")
        }
        if words == ["values"] {
          guard let values = value.object else { throw HookFault("the hook's \"values\" for \(what) are no object") }
          try check(values)
          return .success(values)
        }
        guard let text = value.string else { throw HookFault("the hook's \"\(words[0])\" for \(what) is no text") }
        let reason = Redaction.message(text)
        return .failure(
          words == ["unsupported"]
            ? .unsupported("the hook does not support \(what): \(reason)")
            : .failed("the hook failed with \(what): \(reason)"))
      } catch {
        fault = error
        return .failure(.broken(error.description))
      }
    }
    return try outcome.get()
  }

  private static func parse(_ line: [UInt8]) throws(HookFault) -> JSONObject {
    let shown = Redaction.message(Printable.text(Text(line.prefix(120))) + (line.count > 120 ? "…" : ""))
    let value: JSONValue
    do throws(JSONError) { value = try JSONValue(parsing: line, depthLimit: 8) } catch {
      throw HookFault("the hook sent something that is not JSON (\(error)): \(shown)")
    }
    guard let object = value.object else { throw HookFault("the hook sent JSON that is no object: \(shown)") }
    return object
  }
}

extension ServiceHook.Information {
  fileprivate init(_ reply: JSONObject) throws(HookFault) {
    func text(_ name: Text) throws(HookFault) -> Text {
      guard let text = reply[name]?.text, !text.isEmpty else {
        throw HookFault("the hook's reply to \"hello\" has no text \"\(name)\"")
      }
      return text
    }
    func texts(_ name: Text) throws(HookFault) -> [Text] {
      guard let array = reply[name]?.array else {
        throw HookFault("the hook's reply to \"hello\" has no list \"\(name)\"")
      }
      var texts: [Text] = []
      for value in array {
        guard let text = value.text else { throw HookFault("the hook's list \"\(name)\" has more than texts in it") }
        texts.append(text)
      }
      return texts
    }
    name = Text(try text("name").bytes.prefix(100)).string.withoutControls
    version = Text(try text("version").bytes.prefix(100)).string.withoutControls
    let origin = try text("origin")
    guard let endpoint = Endpoint(origin), endpoint.origin == origin else {
      throw HookFault("the hook's \"origin\" is not SCHEME://HOST[:PORT] as a browser sends it")
    }
    self.origin = origin
    states = try texts("states")
    actions = try texts("actions")
  }
}
