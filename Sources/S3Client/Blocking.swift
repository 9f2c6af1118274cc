import HTTPCore
import Synchronization

/// Runs asynchronous work in code that is synchronous.
package enum Blocking {
  /// Waits until the work has ended, and returns its result. An interrupt at the terminal ends the program as usual.
  package static func run<Value: Sendable, Failure: Error>(
    _ work: @escaping @Sendable () async throws(Failure) -> Value
  ) throws(Failure) -> Value {
    let outcome = Outcome<Value, Failure>()
    Task.detached {
      do throws(Failure) { outcome.set(.success(try await work())) } catch { outcome.set(.failure(error)) }
    }
    return try outcome.wait().get()
  }

  private final class Outcome<Value: Sendable, Failure: Error>: Sendable {
    private let result = Mutex<Result<Value, Failure>?>(nil)
    private let end = Interruption()

    func set(_ value: Result<Value, Failure>) {
      result.withLock { $0 = value }
      end.trigger()
    }

    func wait() -> Result<Value, Failure> {
      while true {
        if let value = result.withLock({ $0 }) { return value }
        end.wait()
      }
    }
  }
}
