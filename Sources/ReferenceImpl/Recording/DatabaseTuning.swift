/// What can be varied of a database's settings; all but ``checkpoints`` by tests alone.
package struct DatabaseTuning: Sendable {
  /// Whether a commit waits for the disk. Where it doesn't a loss of power loses what was acknowledged: a test that sees that can see.
  package var syncs = true
  /// Whether the writer carries the journal over into the database, and removes it when it is the last to close.
  package var checkpoints = true
  /// How many pages the journal has when the writer carries them over.
  package var checkpointPages = 1000

  package init() {}
}
