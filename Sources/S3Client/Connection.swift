import HTTPClient
import HTTPCore
import Synchronization
import VideoSpec

/// Sends requests without blocking the caller's thread, and keeps connections open between them.
final class Connection: Sendable {
  private let client = HTTPClient()
  private let threads = BlockingThreads(limit: 64)

  deinit { client.close() }

  /// Sends a request, and returns the response with any status, or `unreachable` if the connection breaks or the timeout passes.
  ///
  /// - Parameter bodyLimit: How many bytes of the body of a successful response are kept. With 0 the body is not read.
  func send(_ request: StoreRequest, bodyLimit: Int, timeout: Duration) async -> StoreReply {
    let interruption = Interruption()
    let deadline = Deadline.after(timeout, interruption: interruption)
    let answer = Answer()
    return await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        answer.expect(continuation)
        do throws(TransportError) {
          try threads.run { [client] in
            answer.give(Self.exchange(request, over: client, bodyLimit: bodyLimit, deadline: deadline))
          }
        } catch {
          answer.give(StoreReply(.unreachable, failure: error.description))
        }
      }
    } onCancel: {
      interruption.trigger()
      // The caller need not wait until a thread has noticed.
      answer.give(StoreReply(.unreachable))
    }
  }

  /// Does the same on the caller's thread, which waits.
  func sendWaiting(_ request: StoreRequest, bodyLimit: Int, timeout: Duration) -> StoreReply {
    Self.exchange(request, over: client, bodyLimit: bodyLimit, deadline: .after(timeout))
  }

  private static func exchange(
    _ request: StoreRequest, over client: HTTPClient, bodyLimit: Int, deadline: Deadline
  ) -> StoreReply {
    do throws(HTTPClientError) {
      let response = try client.exchange(request.message, with: request.origin, deadline: deadline) { head in
        (200...299).contains(head.status) ? bodyLimit : 0
      }
      let headers = response.head.fields.fields.map { HeaderField(Text(bytes: $0.name), Text(bytes: $0.value)) }
      return StoreReply(.responded(status: response.head.status, headers: headers), body: Text(bytes: response.body))
    } catch {
      return StoreReply(.unreachable, failure: error.description)
    }
  }
}

/// The place where a caller waits for a reply. The first reply counts.
private final class Answer: Sendable {
  private let state = Mutex(State.idle)

  private enum State {
    case idle
    case expected(CheckedContinuation<StoreReply, Never>)
    /// A reply that came before anybody waited.
    case early(StoreReply)
    case given
  }

  func expect(_ continuation: CheckedContinuation<StoreReply, Never>) {
    let early = state.withLock { state -> StoreReply? in
      if case .early(let reply) = state {
        state = .given
        return reply
      }
      state = .expected(continuation)
      return nil
    }
    if let early { continuation.resume(returning: early) }
  }

  func give(_ reply: StoreReply) {
    let continuation = state.withLock { state -> CheckedContinuation<StoreReply, Never>? in
      switch state {
      case .idle: state = .early(reply)
      case .expected(let continuation):
        state = .given
        return continuation
      case .early, .given: break
      }
      return nil
    }
    continuation?.resume(returning: reply)
  }
}
