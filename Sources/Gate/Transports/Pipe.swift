import Glibc

/// An open file, which is closed when the last reference to it goes away.
package final class FileDescriptor {
  package let number: Int32

  init(_ number: Int32) { self.number = number }

  deinit { close(number) }
}

/// The two ends of a pipe. A child process does not inherit them unless it is given them.
package struct Pipe {
  package let reading: FileDescriptor
  package let writing: FileDescriptor

  /// - Throws: ``SpawnError`` with the system's code if there are too many open files.
  package init(for command: String) throws(SpawnError) {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw SpawnError(command: command, code: errno) }
    let low = ends.map(FileDescriptor.init)
    // Not 0, 1 or 2, even if these are closed here: the child's ends are moved there.
    let high = low.map { fcntl($0.number, F_DUPFD_CLOEXEC, 3) }
    guard high.allSatisfy({ $0 >= 0 }) else {
      let code = errno
      for number in high where number >= 0 { close(number) }
      throw SpawnError(command: command, code: code)
    }
    (reading, writing) = (FileDescriptor(high[0]), FileDescriptor(high[1]))
  }

  static func unblock(_ descriptor: FileDescriptor) {
    _ = fcntl(descriptor.number, F_SETFL, fcntl(descriptor.number, F_GETFL) | O_NONBLOCK)
  }
}
