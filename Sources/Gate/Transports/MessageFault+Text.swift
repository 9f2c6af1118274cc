import AdapterProtocol
import VideoSpec

extension MessageFault {
  /// The reason, and the beginning of the line; cut only where no part of a secret can be left.
  func text(_ redaction: Redaction) -> String {
    guard let line else { return redaction.apply(to: reason) }
    let shown = redaction.apply(to: line)
    return redaction.apply(to: reason) + ": " + Text(shown.bytes.prefix(120)).string
      + (shown.bytes.count > 120 ? "…" : "")
  }
}
