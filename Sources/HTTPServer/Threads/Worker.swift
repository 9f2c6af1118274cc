import HTTPCore

/// A thread that takes connections on which something happened, and serves them.
struct Worker {
  private let server: ServerCore
  private let memory = WorkerMemory()

  init(_ server: ServerCore) { self.server = server }

  private var input: InputBuffer { memory.input }

  func run() {
    while true {
      guard let event = server.events.next(milliseconds: 5000) else {
        if server.hasEnded || server.workers.workerIsIdle() { return }
        continue
      }
      if event == ServerCore.EventID.end { return }
      server.workers.workerGotEvent(server)
      handle(event)
      server.workers.workerWaits()
    }
  }

  private func handle(_ event: UInt64) {
    if event == ServerCore.EventID.listener {
      guard let connection = server.accept() else { return }
      serve(connection, Connection.Parked(parser: RequestHeadParser(limits: server.limits.message)))
    } else if let connection = server.table.connection(event), let state = connection.take() {
      serve(connection, state)
    }
  }

  private func serve(_ connection: Connection, _ state: Connection.Parked) {
    switch state.phase {
    case .head where state.isOverdue: endOverdue(connection, state)
    case .head: answerRequests(connection, state)
    case .draining(let rest, _): drain(connection, state, rest: rest)
    }
  }

  private func endOverdue(_ connection: Connection, _ state: Connection.Parked) {
    guard state.headStart != nil, !server.isStopping else { return server.remove(connection) }
    let channel = ConnectionChannel(connection.stream, memory: memory, of: server)
    refuse(.headTooSlow, connection, channel, state)
  }

  /// Reads and answers requests until the next one has to be waited for.
  private func answerRequests(_ connection: Connection, _ parked: Connection.Parked) {
    var state = parked
    input.load(state.input)
    state.input = []
    let channel = ConnectionChannel(connection.stream, memory: memory, of: server)
    while true {
      do {
        if !input.isEmpty, let (head, count) = try state.parser.parse(input.bytes) {
          input.use(count)
          state.headStart = nil
          switch answer(head, connection, channel) {
          case .keep: continue
          case .drain: return startDraining(connection, state)
          case .cut: return server.remove(connection)
          }
        }
        if let start = state.headStart, start.duration(to: .now) > server.limits.headTime {
          return refuse(.headTooSlow, connection, channel, state)
        }
        switch try connection.stream.tryRead(into: input.room()) {
        case .done(0): return server.remove(connection)
        case .done(let count):
          input.added(count)
          if state.headStart == nil { state.headStart = .now }
        case .blocked(let interest): return park(connection, state, until: interest)
        }
      } catch let error as HTTPMessageError {
        return refuse(.head(error), connection, channel, state)
      } catch {
        return server.remove(connection)
      }
    }
  }

  private func park(_ connection: Connection, _ state: Connection.Parked, until interest: Interest) {
    if server.isStopping, input.isEmpty { return server.remove(connection) }
    var state = state
    state.input = input.unload()
    memory.shrink()
    if state.input.isEmpty {
      state.headStart = nil
      state.idleStart = .now
    } else if state.headStart == nil {
      // The first bytes arrived with those of the request before.
      state.headStart = .now
    }
    server.park(connection, state, until: interest)
  }

  private func answer(
    _ head: RequestHead, _ connection: Connection, _ channel: ConnectionChannel
  ) -> HTTPExchange.Outcome {
    channel.reset()
    // The parser has checked it.
    guard let framing = try? BodyFraming.ofRequest(head) else { return .cut }
    let expectsContinue = head.versionMinor >= 1 && framing != .none && head.fields.contains("expect")
    let body = HTTPRequestBody(framing: framing, expectsContinue: expectsContinue, channel: channel)
    let exchange = HTTPExchange(head: head, body: body, connection: connection, channel: channel, server: server)
    server.handler.handle(exchange)
    if !exchange.isAnswered {
      let refusal = HTTPRefusal.noAnswer
      let answer = server.handler.answer(to: refusal)
      try? exchange.respond(
        ResponseHead(refusal.status, fields: answer.fields), body: .bytes(answer.body), closing: true)
    }
    return exchange.outcome
  }

  private func refuse(
    _ refusal: HTTPRefusal, _ connection: Connection, _ channel: ConnectionChannel, _ state: Connection.Parked
  ) {
    channel.reset()
    do throws(HTTPExchangeError) {
      try channel.send(refusal.response(by: server.handler, date: memory.currentDate()))
    } catch {
      return server.remove(connection)
    }
    startDraining(connection, state)
  }

  // MARK: - Draining

  /// Ends the answer's side, and drops what still comes. A connection that is closed with unread bytes is reset, and the client may lose
  /// the answer.
  private func startDraining(_ connection: Connection, _ parked: Connection.Parked) {
    connection.stream.shutdownWrite(deadline: .after(min(.seconds(1), server.limits.drainTime)))
    _ = input.unload()
    var state = parked
    state.input = []
    let rest = server.limits.drainBytes
    state.phase = .draining(rest: rest, until: .now.advanced(by: server.limits.drainTime))
    drain(connection, state, rest: rest)
  }

  private func drain(_ connection: Connection, _ parked: Connection.Parked, rest: Int) {
    guard case .draining(_, let until) = parked.phase else { return server.remove(connection) }
    var rest = rest
    while rest > 0, until > .now, !parked.isOverdue, !server.hasEnded {
      do throws(TransportError) {
        switch try connection.stream.tryRead(into: input.room()) {
        case .done(0): return server.remove(connection)
        case .done(let count): rest -= count
        case .blocked(let interest):
          var state = parked
          state.phase = .draining(rest: rest, until: until)
          return server.park(connection, state, until: interest)
        }
      } catch {
        return server.remove(connection)
      }
    }
    server.remove(connection)
  }
}

extension HTTPRefusal {
  /// The response as bytes.
  func response(by handler: any HTTPHandler, date: String) -> [UInt8] {
    let answer = handler.answer(to: self)
    let status = answer.status ?? status
    var bytes: [UInt8] = []
    ResponseWriter.appendHead(
      status, ResponseHead(status, fields: answer.fields), length: answer.body.count, date: date, isKept: false,
      to: &bytes)
    bytes.append(0x0D)
    bytes.append(0x0A)
    return bytes + answer.body
  }
}
