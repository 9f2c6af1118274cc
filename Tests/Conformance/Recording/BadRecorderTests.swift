import Foundation
import Gate
import Testing
import VideoSpec

/// The reference's adapter, with a filter in between that makes a bad recorder of it.
@Suite(
  "Bad recorders: each gets its verdict and exit status, and leaves no process", .serialized, .timeLimit(.minutes(60))
)
struct BadRecorderTests {
  /// `between IN OUT` edits what the adapter reads and what it writes with sed.
  private static let prelude = """
    between() { sed -u "$1" | video-spec adapter | sed -u "$2"; }
    here=$(dirname "$0")
    starts() { echo x >> "$here/starts"; wc -l < "$here/starts"; }

    """

  private static let point = #"{"type":"at","seq":\1,"point":"commit.before"}"#

  static let harnesses: [Harness] = [
    .init("good", "between '' ''", 0, says: "conformant"),
    .init(
      "never reaches the point", #"between 's/"fault":{[^}]*}/"none":0/' ''"#, 1,
      says: "it never reached \"commit.before\""),
    .init(
      "waits without a kill",
      #"between '' 's/.*"seq":\([0-9]*\),"status":"accepted","output":{"externalId".*/\#(point)/'"#, 1,
      says: "although the step has no fault of the kind"),
    .init(
      "waits at another point", #"between '' 's/"point":"commit.before"/"point":"commit.after"/'"#, 1,
      says: "it waits at \"commit.after\", expected \"commit.before\"", waits: .seconds(2)),
    .init(
      "hangs at the kill", #"between '/"kind":"kill"/d' ''"#, 1, says: "the adapter timed out: ",
      waits: .seconds(2)),
    .init("ends at the kill", #"between '/"kind":"kill"/Q' ''"#, 1, says: "the adapter crashed: "),
    .init(
      "loses its records at a restart",
      #"mkdir "$here/$$"; between 's@"state":"[^"]*"@"state":"'"$here/$$"'"@' ''"#, 1,
      says: "expected 1 uploads, found 0"),
    .init(
      "keeps its records in one place for all scenarios",
      #"mkdir -p "$here/s"; between '/"record.open"/s@"state":"[^"]*"@"state":"'"$here/s"'"@' ''"#, 1,
      says: "REC-001-02  failed"),
    .init("dumps nonsense", #"between '' 's/"uploads":\[.*\]/"uploads":"none"/'"#, 1, says: "2 cases failed"),
    .init("always dumps nothing", #"between '' 's/"uploads":\[.*\]/"uploads":[]/'"#, 1, says: "found 0"),
    .init(
      "introduces itself differently after a restart",
      #"n=$(starts); between '' "s/\"implementation\":{\"name\":\"/&$n/""#, 1,
      says: "its \"ready\" message was different"),
    .init(
      "leaves a child process at every kill", "sleep 60 & note $!; between '' ''", 0, says: "conformant"),
  ]

  @Test("a recorder", arguments: harnesses)
  func recorder(_ harness: Harness) throws {
    typealias Vectors = ScenarioVectors
    let first: Vectors.Steps = [
      (Vectors.begin("kill at commit.before"), Vectors.killed("none")), (Vectors.begin(), Vectors.accepted("one")),
      (#"{"do":"restart"}"#, Vectors.accepted("one")), (Vectors.complete, Vectors.accepted("done")),
    ]
    let corpus = try HarnessCorpus(Vectors.text([first, [(Vectors.begin(), Vectors.accepted("one"))]]))
    try BadHarnessTests.expect(harness, on: corpus, profile: "record", prelude: Self.prelude)
  }
}
