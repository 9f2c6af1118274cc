/// What tests vary of a database's settings. A recorder in use has the defaults.
package struct DatabaseTuning: Sendable {
  /// Whether a commit waits for the disk. Where it doesn't a loss of power loses what was acknowledged: a test that sees that can see.
  package var syncs = true
  /// How many pages the journal has when the writer carries them over.
  package var checkpointPages = 1000

  package init() {}
}
