import HTTPCore

/// Ends connections that kept the server waiting too long, and tries again to accept.
struct Sweeper {
  private let server: ServerCore

  init(_ server: ServerCore) { self.server = server }

  func run() {
    while !server.waitForEnd(milliseconds: 250) {
      sweep()
      server.resumeAccepting()
    }
  }

  /// Ends the wait of connections that are overdue. Workers close them, with an answer if a request was arriving.
  func sweep() {
    let now = ContinuousClock.now
    for connection in server.table.all { connection.endWait { isOverdue($0, now) } }
  }

  private func isOverdue(_ state: Connection.Parked, _ now: ContinuousClock.Instant) -> Bool {
    switch state.phase {
    case .draining(_, let until): return until <= now
    case .head:
      if let start = state.headStart { return start.duration(to: now) > server.limits.headTime }
      return server.isStopping || state.idleStart.duration(to: now) > server.limits.idleTime
    }
  }
}
