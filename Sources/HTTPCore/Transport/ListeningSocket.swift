import CLinux
import Glibc

/// A socket that waits for connections.
public final class ListeningSocket: Sendable {
  public let descriptor: Int32
  /// The address, with the port that the system chose for port 0.
  public let address: SocketAddress

  /// Listens at an address.
  ///
  /// - Parameter backlog: How many connections may wait to be accepted.
  public init(at address: SocketAddress, backlog: Int32 = 1024) throws(TransportError) {
    let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
    let descriptor = Glibc.socket(address.family, type, 0)
    guard descriptor >= 0 else { throw .system("socket", errno) }
    var on: Int32 = 1
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout.size(ofValue: on)))
    guard address.withPointer({ bind(descriptor, $0, $1) }) == 0, listen(descriptor, backlog) == 0,
      let bound = SocketAddress.bound(to: descriptor)
    else {
      let failure = errno
      Glibc.close(descriptor)
      throw .unreachable(address: address.description, errno: failure)
    }
    self.descriptor = descriptor
    self.address = bound
  }

  deinit { Glibc.close(descriptor) }

  /// Accepts a connection, or returns nil if none waits.
  ///
  /// - Throws: `system` if the system has no more descriptors or memory. The connection goes on waiting.
  public func tryAccept() throws(TransportError) -> (socket: Socket, peer: SocketAddress)? {
    while true {
      var storage = sockaddr_storage()
      var size = socklen_t(MemoryLayout.size(ofValue: storage))
      let flags = Int32(SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
      let accepted = withUnsafeMutableBytes(of: &storage) {
        accept4(descriptor, $0.baseAddress?.assumingMemoryBound(to: sockaddr.self), &size, flags)
      }
      if accepted >= 0 {
        let socket = Socket(adopting: accepted)
        socket.sendsAtOnce()
        return (socket, SocketAddress(storage, size: Int(size)))
      }
      switch errno {
      case EAGAIN, EWOULDBLOCK: return nil
      case EMFILE, ENFILE, ENOBUFS, ENOMEM, EBADF, EINVAL, ENOTSOCK: throw .system("accept", errno)
      // The rest is about a connection that has already failed, or a signal.
      default: continue
      }
    }
  }

  /// Accepts a connection, and waits for it.
  public func accept(deadline: Deadline) throws(TransportError) -> Socket {
    while true {
      if let accepted = try tryAccept() { return accepted.socket }
      try deadline.wait(for: .reading, on: descriptor)
    }
  }
}
