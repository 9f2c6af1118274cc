import HTTPCore
import ReferenceImpl
import Synchronization

/// Commits what several threads want to write together, so that they share one sync of the disk.
///
/// The first thread that comes leads: it commits its own job and those that wait. A thread that comes while a commit runs waits for the
/// next one, which the first of the waiting threads leads. So each job's thread returns only after its job is durable.
final class GroupCommit: Sendable {
  private struct Queue {
    var jobs: [Job] = []
    var isLed = false
  }

  private let queue = SharedState(Queue())
  let connection: SharedState<WriteConnection>

  /// How many jobs one commit takes at most.
  private static let groupLimit = 256

  init(_ connection: consuming WriteConnection) { self.connection = SharedState(connection) }

  /// Runs a body in a transaction with others, and waits until it is durable.
  ///
  /// The body may run more than once: if another job of its group fails, each job gets a transaction of its own.
  ///
  /// - Returns: What the body returned, and what is to be removed now that its transaction was committed.
  func run<Value: Sendable>(
    _ body: @escaping @Sendable (StorageTransaction) throws(StorageError) -> Value
  ) throws(StorageError) -> (Value, [ContentRemoval]) {
    let box = Box<Value>()
    let job = Job { (transaction) throws(StorageError) in
      let value = try body(transaction)
      box.value.withLock { $0 = value }
    }
    let leads = queue.withLock { queue in
      queue.jobs.append(job)
      defer { queue.isLed = true }
      return !queue.isLed
    }
    if leads || job.waitsToLead() { lead(job) }
    let removals = try job.result()
    guard let value = box.value.withLock({ $0 }) else {
      throw .fault(StorageFault(.inputOutput, "a committed job left no result"))
    }
    return (value, removals)
  }

  /// Commits the jobs that wait, and passes the lead on.
  private func lead(_ own: Job) {
    let group = queue.withLock { queue in
      let group = Array(queue.jobs.prefix(GroupCommit.groupLimit))
      queue.jobs.removeFirst(group.count)
      return group
    }
    connection.withLock { $0.commit(group) }
    let next = queue.withLock { queue in
      queue.isLed = !queue.jobs.isEmpty
      return queue.jobs.first
    }
    next?.beginToLead()
    for job in group where job !== own { job.end() }
  }

  private final class Box<Value: Sendable>: Sendable {
    let value = Mutex<Value?>(nil)
  }
}

/// What one thread wants to write.
final class Job: Sendable {
  let body: @Sendable (StorageTransaction) throws(StorageError) -> Void
  private let semaphore = SystemSemaphore()
  private let state = Mutex(State())

  private struct State {
    var outcome: Result<[ContentRemoval], StorageError>?
    var leads = false
  }

  init(_ body: @escaping @Sendable (StorageTransaction) throws(StorageError) -> Void) { self.body = body }

  /// Sets the outcome. It counts once the commit has ended.
  func set(_ outcome: Result<[ContentRemoval], StorageError>) { state.withLock { $0.outcome = outcome } }

  var hasFailed: Bool {
    state.withLock { if case .failure = $0.outcome { true } else { false } }
  }

  func end() { semaphore.signal() }

  func beginToLead() {
    state.withLock { $0.leads = true }
    semaphore.signal()
  }

  /// Waits for the end, or for the turn to lead. Returns whether it is the latter.
  func waitsToLead() -> Bool {
    semaphore.wait()
    return state.withLock { $0.leads }
  }

  func result() throws(StorageError) -> [ContentRemoval] {
    guard let outcome = state.withLock({ $0.outcome }) else {
      throw .fault(StorageFault(.inputOutput, "a job was not run"))
    }
    return try outcome.get()
  }
}
