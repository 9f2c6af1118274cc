/// The settings of a database that can be changed. Apart from ``checkpoints``, only tests change them.
package struct DatabaseTuning: Sendable {
  /// Whether commits are synced. Tests turn this off to prove that they detect lost commits.
  package var syncs = true
  /// Whether the writer checkpoints, and removes the journal if it is the last connection to close.
  package var checkpoints = true
  /// How many pages the journal has when the writer checkpoints.
  package var checkpointPages = 1000

  package init() {}
}
