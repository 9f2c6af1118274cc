// Writes a Swift file with the files below a directory as string literals, so that an installed program needs no files beside it.
//
//     embed-files NAME DIRECTORY OUTPUT EXTENSION…
//
// NAME is the name of the enumeration that holds the files.

import Foundation

/// A literal that gives back exactly these characters: whatever is not plain ASCII is escaped, line ends included.
func literal(_ text: String) -> String {
  var output = "\""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\"", "\\": output += "\\\(scalar)"
    case "\n": output += "\\n"
    case " "..."~": output.unicodeScalars.append(scalar)
    default: output += "\\u{\(String(scalar.value, radix: 16))}"
    }
  }
  return output + "\""
}

/// The paths of the files below a directory that have one of these extensions, sorted by bytes.
func files(below directory: String, extensions: [String]) -> [String] {
  let paths = FileManager.default.enumerator(atPath: directory)?.compactMap { $0 as? String } ?? []
  return paths.filter { path in extensions.contains { path.hasSuffix(".\($0)") } }
    .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
}

func source(_ name: String, of directory: String, extensions: [String]) throws -> String {
  var lines = [
    "// Made by embed-files.",
    "enum \(name) {",
    "  static let files: [(name: String, text: StaticString)] = [",
  ]
  for path in files(below: directory, extensions: extensions) {
    let bytes = try Data(contentsOf: URL(fileURLWithPath: directory).appending(path: path))
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw CocoaError(.fileReadInapplicableStringEncoding, userInfo: [NSFilePathErrorKey: path])
    }
    lines.append("    (\(literal(path)), \(literal(text))),")
  }
  return (lines + ["  ]", "}", ""]).joined(separator: "\n")
}

let arguments = CommandLine.arguments
guard arguments.count > 4 else {
  FileHandle.standardError.write(Data("usage: embed-files NAME DIRECTORY OUTPUT EXTENSION…\n".utf8))
  exit(2)
}
do {
  let text = try source(arguments[1], of: arguments[2], extensions: Array(arguments[4...]))
  try Data(text.utf8).write(to: URL(fileURLWithPath: arguments[3]))
} catch {
  FileHandle.standardError.write(Data("embed-files: \(error)\n".utf8))
  exit(1)
}
