// Writes EmbeddedVectors.swift: every vector file, the schema and the README as string literals, so that an installed program needs no
// files beside it.
//
//     embed-vectors VECTORS OUTPUT

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

/// The paths of the files below a directory that belong to the vectors, sorted by bytes.
func vectorFiles(below directory: String) -> [String] {
  let paths = FileManager.default.enumerator(atPath: directory)?.compactMap { $0 as? String } ?? []
  return paths.filter { $0.hasSuffix(".json") || $0.hasSuffix(".md") }
    .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
}

func source(of directory: String) throws -> String {
  var lines = [
    "// Made from vectors/ by embed-vectors.",
    "enum EmbeddedVectors {",
    "  static let files: [(name: String, text: StaticString)] = [",
  ]
  for path in vectorFiles(below: directory) {
    let bytes = try Data(contentsOf: URL(fileURLWithPath: directory).appending(path: path))
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw CocoaError(.fileReadInapplicableStringEncoding, userInfo: [NSFilePathErrorKey: path])
    }
    lines.append("    (\(literal(path)), \(literal(text))),")
  }
  return (lines + ["  ]", "}", ""]).joined(separator: "\n")
}

guard CommandLine.arguments.count == 3 else {
  FileHandle.standardError.write(Data("usage: embed-vectors VECTORS OUTPUT\n".utf8))
  exit(2)
}
do {
  let text = try source(of: CommandLine.arguments[1])
  try Data(text.utf8).write(to: URL(fileURLWithPath: CommandLine.arguments[2]))
} catch {
  FileHandle.standardError.write(Data("embed-vectors: \(error)\n".utf8))
  exit(1)
}
