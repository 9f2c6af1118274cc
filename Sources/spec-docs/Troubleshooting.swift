import Inspection

/// `Docs/Troubleshooting.md`: the causes that `video-spec inspect` names, with their fixes.
enum Troubleshooting {
  static let path = "Docs/Troubleshooting.md"

  static var markdown: String { TroubleshootingDocument().markdown }
}
