import CLinux
import Glibc
import Synchronization

/// A connected stream socket. Its descriptor never blocks; deadlines are kept by `poll`.
public final class Socket: ByteStream {
  public let descriptor: Int32
  /// The number stays valid as long as this is true. Every use holds the lock, none of them waits.
  private let isOpen = Mutex(true)

  /// Takes over a connected socket. It is made non-blocking, and children do not inherit it.
  public init(adopting descriptor: Int32) {
    self.descriptor = descriptor
    _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
  }

  deinit { close() }

  /// Connects to an address.
  public static func connect(to address: SocketAddress, deadline: Deadline) throws(TransportError) -> Socket {
    try deadline.check()
    let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
    let descriptor = Glibc.socket(address.family, type, 0)
    guard descriptor >= 0 else { throw .system("socket", errno) }
    let socket = Socket(adopting: descriptor)
    socket.sendsAtOnce()
    // An interrupted connect goes on, as one that is in progress.
    let code = address.withPointer { Glibc.connect(descriptor, $0, $1) }
    if code < 0, errno != EINPROGRESS, errno != EINTR {
      throw .unreachable(address: address.description, errno: errno)
    }
    if code < 0 { try deadline.wait(for: .writing, on: descriptor) }
    var failure: Int32 = 0
    var size = socklen_t(MemoryLayout.size(ofValue: failure))
    guard getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &failure, &size) == 0 else { throw .system("getsockopt", errno) }
    guard failure == 0 else { throw .unreachable(address: address.description, errno: failure) }
    return socket
  }

  /// Connects to the first of some addresses that answers. One that does not leaves the next one its share of the time.
  public static func connect(to addresses: [SocketAddress], deadline: Deadline) throws(TransportError) -> Socket {
    var failure: TransportError?
    for (index, address) in addresses.enumerated() {
      let share = deadline.remaining.map { deadline.limited(to: $0 / (addresses.count - index)) } ?? deadline
      do throws(TransportError) {
        return try connect(to: address, deadline: share)
      } catch {
        // The first address is the one that people expect to read about.
        failure = failure ?? error
      }
      try deadline.check()
    }
    throw failure ?? .timedOut
  }

  /// Creates two sockets that are connected with each other.
  public static func pair() throws(TransportError) -> (Socket, Socket) {
    var descriptors: [Int32] = [-1, -1]
    let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
    guard socketpair(AF_UNIX, type, 0, &descriptors) == 0 else { throw .system("socketpair", errno) }
    return (Socket(adopting: descriptors[0]), Socket(adopting: descriptors[1]))
  }

  /// Sends small writes without waiting for the acknowledgement of earlier ones.
  func sendsAtOnce() {
    var on: Int32 = 1
    setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout.size(ofValue: on)))
  }

  public func tryRead(into buffer: UnsafeMutableRawBufferPointer) throws(TransportError) -> Attempt {
    try attempt("recv", .reading) { recv(descriptor, buffer.baseAddress, buffer.count, 0) }
  }

  public func tryWrite(_ bytes: UnsafeRawBufferPointer) throws(TransportError) -> Attempt {
    try attempt("send", .writing) { send(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL)) }
  }

  public func trySendFile(_ file: Int32, offset: Int, count: Int) throws(TransportError) -> Attempt {
    var position = off_t(offset)
    return try attempt("sendfile", .writing) {
      BrokenPipeSignal.withoutSignal { sendfile(descriptor, file, &position, count) }
    }
  }

  /// Calls a function of the system that does not wait, until no signal interrupts it.
  private func attempt(_ name: String, _ interest: Interest, _ call: () -> Int) throws(TransportError) -> Attempt {
    try isOpen.withLock { isOpen throws(TransportError) in
      guard isOpen else { throw .closed }
      while true {
        let count = call()
        if count >= 0 { return .done(count) }
        switch errno {
        case EINTR: continue
        case EAGAIN, EWOULDBLOCK: return .blocked(interest)
        case EPIPE, ECONNRESET, ENOTCONN, ESHUTDOWN, ETIMEDOUT, EHOSTUNREACH, ENETUNREACH: throw .closed
        default: throw .system(name, errno)
        }
      }
    }
  }

  public func shutdownWrite(deadline: Deadline) {
    isOpen.withLock { if $0 { _ = shutdown(descriptor, Int32(SHUT_WR)) } }
  }

  public func interrupt() { isOpen.withLock { if $0 { _ = shutdown(descriptor, Int32(SHUT_RDWR)) } } }

  public func close() {
    isOpen.withLock { isOpen in
      if isOpen { _ = Glibc.close(descriptor) }
      isOpen = false
    }
  }

  /// Closes the connection with a reset: the other side loses what it has not read yet.
  public func reset() {
    isOpen.withLock { isOpen in
      guard isOpen else { return }
      var option = linger(l_onoff: 1, l_linger: 0)
      setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout.size(ofValue: option)))
    }
    close()
  }
}
