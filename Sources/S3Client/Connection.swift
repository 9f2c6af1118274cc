import Foundation
import Synchronization
import VideoSpec

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// Sends requests, and keeps connections open between them.
final class Connection: Sendable {
  private let session: URLSession
  private let delegate = ConnectionDelegate()

  init() {
    let configuration = URLSessionConfiguration.ephemeral
    configuration.urlCache = nil
    configuration.requestCachePolicy = .reloadIgnoringLocalCacheData
    configuration.httpCookieStorage = nil
    configuration.httpShouldSetCookies = false
    configuration.urlCredentialStorage = nil
    // A request's timeout runs while it waits for a connection.
    configuration.httpMaximumConnectionsPerHost = 64
    session = URLSession(configuration: configuration, delegate: delegate, delegateQueue: nil)
  }

  deinit { session.invalidateAndCancel() }

  /// Sends a request, and returns the response with any status, or `unreachable` if the connection breaks or the timeout passes.
  ///
  /// - Parameter bodyLimit: How many bytes of the body of a successful response are kept. With 0 the body is not read.
  func send(_ request: URLRequest, bodyLimit: Int, timeout: Duration) async -> StoreReply {
    let task = session.dataTask(with: request)
    return await withTaskCancellationHandler {
      let timer = Task {
        try await Task.sleep(for: timeout)
        delegate.abandon(task)
      }
      defer { timer.cancel() }
      return await withCheckedContinuation { continuation in
        delegate.begin(task, Exchange(bodyLimit: bodyLimit, continuation: continuation))
        // The task may have been cancelled before there was an exchange to end.
        if Task.isCancelled { delegate.abandon(task) } else { task.resume() }
      }
    } onCancel: {
      delegate.abandon(task)
    }
  }
}

/// A request that waits for its response.
private struct Exchange {
  let bodyLimit: Int
  let continuation: CheckedContinuation<StoreReply, Never>
  var response: StoreResponse?
  var body: [UInt8] = []
}

/// Collects responses. Each exchange ends once, by the first call that removes it.
private final class ConnectionDelegate: NSObject, URLSessionDataDelegate, Sendable {
  private let exchanges = Mutex<[Int: Exchange]>([:])

  func begin(_ task: URLSessionTask, _ exchange: Exchange) {
    exchanges.withLock { $0[task.taskIdentifier] = exchange }
  }

  /// Ends an exchange without a response.
  func abandon(_ task: URLSessionTask) {
    take(task)?.continuation.resume(returning: StoreReply(.unreachable))
    task.cancel()
  }

  private func take(_ task: URLSessionTask) -> Exchange? {
    exchanges.withLock { $0.removeValue(forKey: task.taskIdentifier) }
  }

  /// Ends an exchange with the part of the response that has arrived.
  private func finish(_ task: URLSessionTask) {
    guard let exchange = take(task) else { return }
    exchange.continuation.resume(
      returning: StoreReply(exchange.response ?? .unreachable, body: Text(exchange.body.prefix(exchange.bodyLimit))))
  }

  // MARK: - URLSessionDataDelegate

  func urlSession(
    _ session: URLSession, dataTask: URLSessionDataTask, didReceive response: URLResponse,
    completionHandler: @escaping @Sendable (URLSession.ResponseDisposition) -> Void
  ) {
    let received = StoreResponse(response)
    let wantsBody = exchanges.withLock { exchanges in
      exchanges[dataTask.taskIdentifier]?.response = received
      guard let limit = exchanges[dataTask.taskIdentifier]?.bodyLimit, limit > 0 else { return false }
      return received?.isSuccess == true
    }
    if !wantsBody { finish(dataTask) }
    // A response to HEAD ends by itself and leaves the connection open. A body that is not read would block the connection.
    let isOver = wantsBody || dataTask.originalRequest?.httpMethod == "HEAD"
    completionHandler(isOver ? .allow : .cancel)
  }

  func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
    let isEnough = exchanges.withLock { exchanges in
      guard let exchange = exchanges[dataTask.taskIdentifier] else { return false }
      exchanges[dataTask.taskIdentifier]?.body += data.prefix(exchange.bodyLimit)
      return exchange.body.count + data.count >= exchange.bodyLimit
    }
    guard isEnough else { return }
    finish(dataTask)
    // A store without support for ranges would send the rest of the object.
    dataTask.cancel()
  }

  func urlSession(_ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?) {
    // Half a body is not a response. A redirect without a location arrives without a call of its own.
    let received = error == nil ? task.response.flatMap { StoreResponse($0) } : nil
    exchanges.withLock { exchanges in
      if error != nil || exchanges[task.taskIdentifier]?.response == nil {
        exchanges[task.taskIdentifier]?.response = received
      }
    }
    finish(task)
  }

  func urlSession(
    _ session: URLSession, task: URLSessionTask, willPerformHTTPRedirection response: HTTPURLResponse,
    newRequest request: URLRequest, completionHandler: @escaping @Sendable (URLRequest?) -> Void
  ) {
    completionHandler(nil)
  }

  func urlSession(
    _ session: URLSession, task: URLSessionTask, didReceive challenge: URLAuthenticationChallenge,
    completionHandler: @escaping @Sendable (URLSession.AuthChallengeDisposition, URLCredential?) -> Void
  ) {
    // There are no passwords, so a 401 that asks for one is the response.
    if task.response != nil { finish(task) }
    completionHandler(.cancelAuthenticationChallenge, nil)
  }
}

extension StoreResponse {
  fileprivate init?(_ response: URLResponse) {
    guard let response = response as? HTTPURLResponse else { return nil }
    let headers = response.allHeaderFields.compactMap { name, value -> HeaderField? in
      guard let name = name as? String, let value = value as? String else { return nil }
      return HeaderField(Text(name), Text(value))
    }
    self = .responded(status: response.statusCode, headers: headers.sorted { $0.name < $1.name })
  }

  fileprivate var isSuccess: Bool {
    guard case .responded(let status, _) = self else { return false }
    return (200...299).contains(status)
  }
}
