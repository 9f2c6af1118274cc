package import ReferenceAdapter
import Synchronization
import VideoSpec

extension RecordingEngine {
  /// Keeps the records in this process, by directory, for as long as the value exists. A kill loses nothing that is committed.
  package static func memory() -> RecordingEngine {
    let stores = Stores()
    return RecordingEngine { directory in stores[directory] }
  }
}

private final class Stores: Sendable {
  private let stores = Mutex<[Text: MemoryRecordStore]>([:])

  subscript(directory: Text) -> MemoryRecordStore {
    stores.withLock { stores in
      let store = stores[directory] ?? MemoryRecordStore()
      stores[directory] = store
      return store
    }
  }
}
