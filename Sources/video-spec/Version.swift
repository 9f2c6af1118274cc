/// Versions that people quote in a report.
enum Version {
  static let suite = "1.0.0"
}
