import Foundation
import Gate
import VideoSpec

/// As much of JSON Schema (2020-12) as the schemas in the tree use. A keyword that it does not know is a fault, so that none is
/// passed over.
final class SchemaCheck {
  private let folder: URL
  private var files: [String: JSONValue] = [:]

  /// - Parameter folder: Where the schemas are, from the checkout's root.
  init(_ folder: String) { self.folder = URL(fileURLWithPath: Program.root).appendingPathComponent(folder) }

  /// What is wrong with a value, each with its place; nothing where it is valid.
  func faults(in value: JSONValue, schema file: String) throws -> [String] {
    let url = folder.appendingPathComponent(file).standardizedFileURL
    return try check(value, try load(url), url, at: "")
  }

  private func load(_ url: URL) throws -> JSONValue {
    if let file = files[url.path] { return file }
    let file = try JSONValue(parsing: try FileSystem.read(url.path))
    files[url.path] = file
    return file
  }

  private static let annotations: Set<String> = [
    "$schema", "$id", "$defs", "$comment", "title", "description", "format", "then", "else", "examples",
  ]

  private func check(_ value: JSONValue, _ schema: JSONValue, _ url: URL, at place: String) throws -> [String] {
    if let bool = schema.bool { return bool ? [] : ["\(place): nothing is allowed here"] }
    var faults: [String] = []
    func expect(_ holds: Bool, _ reason: @autoclosure () -> String) {
      if !holds { faults.append("\(place.isEmpty ? "/" : place): \(reason())") }
    }
    for member in schema.object?.members ?? [] {
      let (keyword, rule) = (member.name.string, member.value)
      func valid(_ schema: JSONValue, _ value: JSONValue) throws -> Bool {
        try check(value, schema, url, at: place).isEmpty
      }
      switch keyword {
      case "$ref": faults += try follow(rule.string ?? "", value, url, at: place)
      case "type": expect(Self.has(value, type: rule.string ?? ""), "is no \(rule.string ?? "")")
      case "const": expect(value == rule, "is not \(Text(bytes: rule.line))")
      case "enum": expect(rule.array?.contains(value) == true, "is none of \(Text(bytes: rule.line))")
      case "pattern":
        if let text = value.string { expect(try text.contains(Regex(rule.string ?? "")), "does not match") }
      case "minLength":
        if let text = value.string { expect(text.unicodeScalars.count >= rule.integer!, "is too short") }
      case "minimum": if let number = value.integer { expect(number >= rule.integer!, "is too small") }
      case "maximum": if let number = value.integer { expect(number <= rule.integer!, "is too large") }
      case "minItems": if let items = value.array { expect(items.count >= rule.integer!, "has too few items") }
      case "maxItems": if let items = value.array { expect(items.count <= rule.integer!, "has too many items") }
      case "minProperties":
        if let object = value.object { expect(object.members.count >= rule.integer!, "has too few members") }
      case "required":
        if value.object != nil {
          for name in rule.array ?? [] { expect(value[name.text!] != nil, "has no \(name.text!)") }
        }
      case "dependentRequired":
        for (name, others) in (rule.object?.members ?? []).map({ ($0.name, $0.value) }) where value[name] != nil {
          for other in others.array ?? [] { expect(value[other.text!] != nil, "has \(name) and no \(other.text!)") }
        }
      case "properties":
        for property in rule.object?.members ?? [] {
          if let inner = value[property.name] {
            faults += try check(inner, property.value, url, at: "\(place)/\(property.name)")
          }
        }
      case "additionalProperties":
        let known = schema["properties"]?.object?.members.map(\.name) ?? []
        for other in value.object?.members ?? [] where !known.contains(other.name) {
          faults += try check(other.value, rule, url, at: "\(place)/\(other.name)")
        }
      case "propertyNames":
        for other in value.object?.members ?? [] {
          faults += try check(.string(other.name), rule, url, at: "\(place)/\(other.name)")
        }
      case "prefixItems":
        for (index, (item, rule)) in zip(value.array ?? [], rule.array ?? []).enumerated() {
          faults += try check(item, rule, url, at: "\(place)/\(index)")
        }
      case "items":
        for (index, item) in (value.array ?? []).enumerated().dropFirst(schema["prefixItems"]?.array?.count ?? 0) {
          faults += try check(item, rule, url, at: "\(place)/\(index)")
        }
      case "allOf": for rule in rule.array ?? [] { faults += try check(value, rule, url, at: place) }
      case "anyOf": expect(try (rule.array ?? []).contains { try valid($0, value) }, "meets none of the choices")
      case "oneOf":
        expect(try (rule.array ?? []).filter { try valid($0, value) }.count == 1, "does not meet one of the choices")
      case "not": expect(try !valid(rule, value), "meets what it should not")
      case "if":
        if let branch = try valid(rule, value) ? schema["then"] : schema["else"] {
          faults += try check(value, branch, url, at: place)
        }
      case _ where Self.annotations.contains(keyword): break
      default: expect(false, "the schema's keyword \(keyword) is not known to this check")
      }
    }
    return faults
  }

  private func follow(_ reference: String, _ value: JSONValue, _ url: URL, at place: String) throws -> [String] {
    let parts = reference.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    let target =
      parts[0].isEmpty
      ? url : url.deletingLastPathComponent().appendingPathComponent(parts[0]).standardizedFileURL
    var schema = try load(target)
    for name in parts.dropFirst().first?.split(separator: "/") ?? [] {
      guard let inner = schema[Text(String(name))] else { return ["\(place): \(reference) leads nowhere"] }
      schema = inner
    }
    return try check(value, schema, target, at: place)
  }

  private static func has(_ value: JSONValue, type: String) -> Bool {
    switch type {
    case "object": value.object != nil
    case "array": value.array != nil
    case "string": value.text != nil
    case "boolean": value.bool != nil
    case "integer": value.integer != nil
    case "number": if case .number = value { true } else { false }
    case "null": value.isNull
    default: false
    }
  }
}
