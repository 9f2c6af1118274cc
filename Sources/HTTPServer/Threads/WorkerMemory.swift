import Glibc
import HTTPCore

/// The memory of a worker, which serves one connection after another.
final class WorkerMemory {
  let input = InputBuffer()
  /// Where heads and small bodies are written before they are sent.
  var output: [UInt8] = []
  private var second = -1
  private var date = ""

  /// Returns the value of Date. It is written once per second.
  func currentDate() -> String {
    let now = time(nil)
    if now != second {
      second = now
      date = HTTPDate.text(secondsSince1970: now)
    }
    return date
  }

  /// Gives memory beyond the usual back.
  func shrink() { if output.capacity > 32768 { output = [] } }
}
