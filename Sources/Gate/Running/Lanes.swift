import Glibc

/// Threads that share work.
package enum Lanes {
  private final class Body {
    let call: @Sendable () -> Void
    init(_ call: @escaping @Sendable () -> Void) { self.call = call }
  }

  /// Calls a closure on several threads at once, this one among them, and waits for all. Continues with fewer threads if the system
  /// cannot create them.
  package static func run(_ count: Int, _ body: @Sendable () -> Void) {
    withoutActuallyEscaping(body) { body in
      var threads: [pthread_t] = []
      for _ in 1..<max(count, 1) {
        var thread = pthread_t()
        let argument = Unmanaged.passRetained(Body(body))
        let code = pthread_create(
          &thread, nil,
          { argument in
            Unmanaged<Body>.fromOpaque(argument!).takeRetainedValue().call()
            return nil
          }, argument.toOpaque())
        if code == 0 { threads.append(thread) } else { argument.release() }
      }
      body()
      for thread in threads { pthread_join(thread, nil) }
    }
  }
}
