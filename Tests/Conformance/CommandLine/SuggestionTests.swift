import Foundation
import Testing

@Suite("Did you mean")
struct SuggestionTests {
  @Test(
    "a mistyped word is met with the right one",
    arguments: [
      WrongUsage(["chekc"], 2, names: "did you mean \"check\"?"),
      WrongUsage(["inspct"], 2, names: "did you mean \"inspect\"?"),
      WrongUsage(["lint"], 2, names: "did you mean \"vectors lint\""),
      WrongUsage(["evaluate"], 2, names: "did you mean \"policy evaluate\"?"),
      WrongUsage(["sign", "ulr"], 2, names: "did you mean \"sign url\"?"),
      WrongUsage(["help", "lsit"], 2, names: "did you mean \"list\"?"),
      WrongUsage(["--hlep"], 2, names: "did you mean \"--help\"?"),
      WrongUsage(["check", "--porfile", "x"], 2, names: "did you mean --profile?"),
      WrongUsage(["check", "--knownfailures=x"], 2, names: "did you mean --known-failures?"),
      WrongUsage(["check", "--profile", "presgin-url"], 2, names: "did you mean \"presign-url\"?"),
      WrongUsage(["check", "--profile", "Verify-Service"], 2, names: "did you mean \"verify-services\""),
      WrongUsage(["list", "cases", "--operation", "sign.uri"], 2, names: "did you mean \"sign.url\"?"),
      WrongUsage(["list", "--subject", "Singing"], 2, names: "did you mean \"Signing\"?"),
      WrongUsage(["list", "rule"], 2, names: "did you mean \"rules\"?"),
      WrongUsage(["show", "SGI-006"], 2, names: "did you mean \"SIG-006\" or \"STO-006\"?"),
      WrongUsage(["show", "sig6"], 2, names: "did you mean \"SIG-006\"?"),
      WrongUsage(["show", "presign"], 2, names: "did you mean \"presign-core\", \"presign-url\" or \"presign-post\"?"),
      WrongUsage(["show", "sign.url"], 2, names: "video-spec list cases --operation sign.url"),
      WrongUsage(["check", "--only", "SIG_006"], 2, names: "did you mean \"SIG-006\"?"),
      WrongUsage(["check", "--only", "SIG-006-99"], 2, names: "the cases of SIG-006 are SIG-006-01 to SIG-006-"),
      WrongUsage(["check", "--only", "SIG-190"], 2, names: "SIG-190 has no cases"),
      WrongUsage(["check", "--only", "SIG-999"], 2, names: "the rules that start with SIG are SIG-001 to SIG-203"),
      WrongUsage(["list", "--only", "SIG-89*"], 2, names: "the rules that start with SIG are"),
      WrongUsage(
        ["policy", "build", "--bucket", "b", "--key", "k", "--style", "dual-stack"], 2, names: "\"dualstack\""),
      WrongUsage(["key", "generate", "recordings"], 2, names: "did you mean \"recording\"?"),
    ])
  func suggestions(usage: WrongUsage) throws {
    let result = try Program.run(Program.videoSpec, usage.arguments)
    #expect(result.status == usage.status && result.output.isEmpty)
    #expect(result.error.contains(usage.names), "\(result.error)")
  }

  @Test(
    "nothing is suggested for a word that is like no other, and at most three words for any",
    arguments: [["xylophone"], ["check", "--xylophone"], ["show", "xylophone"], ["list", "--operation", "e"]])
  func none(arguments: [String]) throws {
    let error = try Program.run(Program.videoSpec, arguments).error
    let suggested = error.split(separator: "\n").first?.components(separatedBy: "did you mean ").dropFirst().first ?? ""
    #expect(suggested.components(separatedBy: "\"").count <= 7, "\(error)")
    if arguments != ["list", "--operation", "e"] { #expect(suggested.isEmpty, "\(error)") }
  }
}
