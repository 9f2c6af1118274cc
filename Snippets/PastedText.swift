import Inspection
import VideoSpec

let credentials = Credentials(
  accessKeyID: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: Secret("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"))

// What a user has pasted: here S3's response alone.
let pasted = """
  <Error><Code>AccessDenied</Code><Message>Invalid according to Policy: Extra input fields: commit</Message></Error>
  """

let text = PastedText(Array(pasted.utf8))
for incident in Inspector(credentials: credentials).inspect(text.incidents) {
  for finding in incident.diagnosis.findings {
    print("\(finding.certainty): \(finding.cause.code.rawValue)")
    print("  \(finding.detail ?? "")")
    print("  \(finding.cause.plainFix)")
  }
}
