package import ReferenceAdapter
import Synchronization
import VideoSpec

extension RecordingEngine {
  /// Keeps the records in this process, by directory, until they are removed. A kill loses nothing that is committed.
  package static func memory() -> RecordingEngine {
    let stores = Stores()
    return RecordingEngine(open: { directory in stores[directory] }, remove: { directory in stores.remove(directory) })
  }
}

private final class Stores: Sendable {
  private let stores = Mutex<[Text: MemoryRecordStore]>([:])

  func remove(_ directory: Text) { stores.withLock { $0[directory] = nil } }

  subscript(directory: Text) -> MemoryRecordStore {
    stores.withLock { stores in
      let store = stores[directory] ?? MemoryRecordStore()
      stores[directory] = store
      return store
    }
  }
}
