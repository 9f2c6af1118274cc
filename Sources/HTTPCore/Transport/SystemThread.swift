import Glibc

/// Starts threads for work that blocks, which must not run on the few threads of Swift's concurrency.
public enum SystemThread {
  /// Runs a closure on a new thread.
  ///
  /// - Parameter stackSize: The size of its stack in bytes.
  /// - Throws: `system` if the system has no room for another thread.
  public static func start(
    stackSize: Int = 512 << 10, _ body: @escaping @Sendable () -> Void
  ) throws(TransportError) {
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    defer { pthread_attr_destroy(&attributes) }
    pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
    pthread_attr_setstacksize(&attributes, stackSize)
    let context = Unmanaged.passRetained(Body(body))
    var thread = pthread_t()
    let code = pthread_create(
      &thread, &attributes,
      { context in
        if let context { Unmanaged<Body>.fromOpaque(context).takeRetainedValue().run() }
        return nil
      }, context.toOpaque())
    if code != 0 {
      context.release()
      throw .system("pthread_create", code)
    }
  }

  private final class Body: Sendable {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
  }
}
