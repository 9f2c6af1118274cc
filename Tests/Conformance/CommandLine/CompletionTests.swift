import Foundation
import Gate
import Testing
import VideoSpec

@Suite("Shell completions")
struct CompletionTests {
  private static func exists(_ tool: String) -> Bool {
    (try? Program.run("/bin/sh", ["-c", "command -v \(tool)"]))?.status == 0
  }

  private static let hasZsh = exists("zsh")
  private static let hasFish = exists("fish")

  /// Asks bash what could stand where the last of the words does.
  private func complete(_ words: [String]) throws -> [String] {
    let script = """
      source <(video-spec completions bash) || exit 9
      # It works only while a line is edited.
      compopt() { :; }
      COMP_WORDS=("$@")
      COMP_CWORD=$(($# - 1))
      _video_spec
      printf '%s\\n' "${COMPREPLY[@]}"
      """
    let result = try Program.run("/bin/bash", ["-c", script, "bash"] + words)
    #expect(result.status == 0 && result.error.isEmpty, "\(result.error)")
    return result.output.split(separator: "\n").map(String.init)
  }

  @Test("bash offers every command, and every option of a command", arguments: DescribedCommand.all)
  func bash(command: DescribedCommand) throws {
    let commands = try complete(["video-spec"] + command.words + [""])
    #expect(Set(command.commands.compactMap { $0.split(separator: " ").last.map(String.init) }).isSubset(of: commands))
    let options = try complete(["video-spec"] + command.words + ["-"])
    #expect(Set(options).isSuperset(of: command.options), "\(options)")
    if !command.name.isEmpty { #expect(options.count == command.options.count) }
  }

  @Test(
    "bash offers the words of an option or operand",
    arguments: [
      (["check", "--profile", "presign-u"], ["presign-url"]),
      (["check", "--profile", "=", "presign-u"], ["presign-url"]),
      (["check", "-p", "post"], ["post-evaluate"]),
      (["list", "--operation", "media"], ["media-type.parse"]),
      (["list", "--subject", "Si"], ["Signing"]),
      (["list", ""], ["profiles", "rules", "cases", "operations", "subjects"]),
      (["show", "SIG-19"], ["SIG-190", "SIG-191", "SIG-192", "SIG-193", "SIG-194", "SIG-195"]),
      (["completions", ""], ["bash", "zsh", "fish"]),
      (["help", "vec"], ["vectors"]),
      (["policy", "build", "--style", "acc"], ["accelerate", "accelerate-dualstack"]),
      (["check", "--known-failures", "Makef"], ["Makefile"]),
      (["check", "--vectors", "vec"], ["vectors"]),
      (["validate", "LICEN"], ["LICENSE"]),
      (["check", "--timeout-scale", ""], []),
      (["check", "--quiet", "--", "Makef"], ["Makefile"]),
    ])
  func bashWords(words: [String], expected: [String]) throws {
    #expect(try complete(["video-spec"] + words) == expected)
  }

  @Test("fish offers them, too", .enabled(if: hasFish, "not run: there is no fish"))
  func fish() throws {
    func complete(_ line: String) throws -> [String] {
      let result = try Program.run(
        "/usr/bin/env", ["fish", "--no-config", "-c", "video-spec completions fish | source; complete -C '\(line)'"])
      #expect(result.status == 0 && result.error.isEmpty, "\(result.error)")
      return result.output.split(separator: "\n").map { String($0.prefix { $0 != "\t" }) }
    }
    for command in DescribedCommand.all {
      let line = (["video-spec"] + command.words).joined(separator: " ")
      #expect(Set(try complete("\(line) --")).isSuperset(of: command.options.filter { $0.hasPrefix("--") }), "\(line)")
      let words = command.commands.compactMap { $0.split(separator: " ").last.map(String.init) }
      #expect(Set(try complete("\(line) ")).isSuperset(of: words), "\(line)")
    }
    #expect(try complete("video-spec check --profile presign-u") == ["presign-url"])
    #expect(try complete("video-spec list ").count == 5)
  }

  @Test("zsh accepts its script", .enabled(if: hasZsh, "not run: there is no zsh"))
  func zsh() throws {
    let result = try Program.run(
      "/usr/bin/env",
      [
        "zsh", "-f", "-c",
        "autoload -Uz compinit; compinit -D -u; source <(video-spec completions zsh); echo $_comps[video-spec]",
      ])
    #expect(result.status == 0 && result.error.isEmpty && result.output == "_video-spec\n", "\(result)")
  }

  @Test("the scripts of zsh and fish name every option", arguments: ["zsh", "fish"])
  func names(shell: String) throws {
    let script = try Program.run(Program.videoSpec, ["completions", shell]).output
    for command in DescribedCommand.all {
      for option in command.options where option.hasPrefix("--") {
        #expect(script.contains(shell == "zsh" ? option : "-l \(option.dropFirst(2)) "), "\(option)")
      }
    }
    for profile in Profile.all { #expect(script.contains(profile.rawValue)) }
  }
}
