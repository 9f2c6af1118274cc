import Foundation

enum PeakMemory {
  struct Unknown: Error {}

  /// The most memory that this process has held: VmHWM of `/proc/self/status`.
  static func kibibytes() throws -> Int {
    let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    guard let number = line?.split(whereSeparator: { !$0.isNumber }).first.flatMap({ Int($0) }) else { throw Unknown() }
    return number
  }
}
