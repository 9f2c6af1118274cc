import Glibc
import HTTPCore
import ReferenceImpl

/// Computes a hash on a thread of its own, so that the thread that receives the data only waits if it is faster.
///
/// Hand over bytes with ``update(_:buffer:)``, and call ``wait(forBuffer:)`` before they change. One thread uses it.
final class BackgroundHash {
  private let work: HashingWork

  /// - Returns: Nil if OpenSSL does not offer the algorithm, or the system has no room for a thread.
  init?(_ algorithm: MessageDigest.Algorithm) {
    guard let digest = MessageDigest(algorithm) else { return nil }
    let work = HashingWork(digest: digest)
    do throws(TransportError) {
      try SystemThread.start(stackSize: 128 << 10) { work.run() }
    } catch {
      return nil
    }
    self.work = work
  }

  deinit { work.end() }

  /// Adds bytes of a buffer. They have to stay as they are until ``wait(forBuffer:)`` has returned.
  func update(_ bytes: UnsafeRawBufferPointer, buffer: Int) { work.add(bytes, buffer: buffer) }

  /// Waits until all bytes of a buffer were hashed, or of all buffers.
  func wait(forBuffer buffer: Int? = nil) { work.wait(forBuffer: buffer) }

  /// Ends the hash and returns its bytes. Call this once.
  func finish() -> [UInt8] {
    work.wait(forBuffer: nil)
    return work.digest.finish()
  }
}

/// What both threads share.
private final class HashingWork: Sendable {
  // This is safe because the mutex guards the queue and the flag, and the digest belongs to the thread while the queue is not empty, and to the
  // caller while it is.
  nonisolated(unsafe) let digest: MessageDigest
  private nonisolated(unsafe) let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private nonisolated(unsafe) let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private nonisolated(unsafe) var queue: [(bytes: UnsafeRawBufferPointer, buffer: Int)] = []
  private nonisolated(unsafe) var isEnding = false

  init(digest: MessageDigest) {
    self.digest = digest
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(changed, nil)
  }

  deinit {
    pthread_mutex_destroy(mutex)
    pthread_cond_destroy(changed)
    mutex.deallocate()
    changed.deallocate()
  }

  func run() {
    pthread_mutex_lock(mutex)
    while true {
      while queue.isEmpty, !isEnding { pthread_cond_wait(changed, mutex) }
      guard let next = queue.first else { break }
      pthread_mutex_unlock(mutex)
      digest.update(next.bytes.bytes)
      pthread_mutex_lock(mutex)
      queue.removeFirst()
      pthread_cond_broadcast(changed)
    }
    pthread_mutex_unlock(mutex)
  }

  func add(_ bytes: UnsafeRawBufferPointer, buffer: Int) {
    locked {
      queue.append((bytes, buffer))
      pthread_cond_broadcast(changed)
    }
  }

  func wait(forBuffer buffer: Int?) {
    locked {
      while queue.contains(where: { buffer == nil || $0.buffer == buffer }) { pthread_cond_wait(changed, mutex) }
    }
  }

  func end() {
    locked {
      isEnding = true
      pthread_cond_broadcast(changed)
    }
  }

  private func locked(_ body: () -> Void) {
    pthread_mutex_lock(mutex)
    body()
    pthread_mutex_unlock(mutex)
  }
}
