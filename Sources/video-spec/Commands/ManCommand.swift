import Gate

extension Command {
  static let man = Command(
    "man", summary: "print or write the manual pages",
    details: ["Prints one page. With --output, writes the pages of all commands to a directory."],
    operands: [
      Operand(
        .suggestions("COMMAND") { CommandTree.commands.map(\.word) }, isOptional: true, isRepeatable: true,
        "the command whose page is printed (default: the program's page)")
    ],
    options: [Option("output", .directory(), "write all pages to this directory, which must exist")],
    examples: [
      CommandExample("video-spec man check | man -l -", "read a page"),
      CommandExample("video-spec man --output /usr/local/share/man/man1", "install all pages"),
    ]
  ) { options in
    guard let directory = options.value("output") else {
      let command = options.operands.isEmpty ? nil : try CommandTree.command(options.operands, for: options)
      Output.standard.write(ManPage(command).text)
      return .success
    }
    if let word = options.operands.first {
      throw options.fail("--output writes the pages of all commands: unexpected argument \(word.shown)")
    }
    do throws(FileError) {
      for page in ManPage.all { try FileSystem.write(Array(page.text.utf8), to: "\(directory)/\(page.fileName)") }
    } catch {
      throw CommandFailure("--output \(error)", status: .internalFault)
    }
    Output.standard.write("\(ManPage.all.count) pages written to \(directory)\n")
    return .success
  }
}
