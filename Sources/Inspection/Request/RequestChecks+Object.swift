import ReferenceImpl
import VideoSpec

// The object that the URL addresses, compared with the intended one.

extension RequestChecks {
  mutating func checkObject() {
    let intention = inspector.intention
    if let endpoint = intention.endpoint { checkHost(endpoint) }
    guard intention.bucket != nil || intention.key != nil else { return }
    let named = AddressedObject.all(parts, intention: intention)
    if intention.addressing == .virtual, let bucket = intention.bucket,
      !parts.authority.lowercased.hasPrefix(bucket + "."),
      named.count == 1, named[0].bucket == bucket
    {
      diagnosis.add(.alwaysPathStyle, .certain)
    }
    guard let first = named.first else {
      return diagnosis.add(
        intention.key == nil ? .urlOfAnotherBucket : .urlOfAnotherKey, .certain, "the URL addresses no object")
    }
    // If the host does not reveal the style, the intended key does.
    let object = named.first { $0.key == intention.key } ?? named.first { $0.bucket == nil } ?? first
    if let bucket = intention.bucket {
      if let other = object.bucket {
        if other != bucket {
          diagnosis.add(
            .urlOfAnotherBucket, .certain, "the URL's bucket is \"\(other)\", the intended one is \"\(bucket)\"")
        }
      } else {
        undecidable["SIG-097"] = "it is not known whether \(parts.authority) belongs to the bucket"
      }
    }
    // A proxy may remove a part of the path of a host that is not known.
    if let key = intention.key { check(object.key, intended: key, named.count > 1 ? .likely : .certain) }
  }

  private mutating func check(_ named: Text, intended key: Text, _ certainty: Diagnosis.Certainty) {
    guard named != key else { return }
    let (code, how) = Self.difference(named, key)
    diagnosis.add(
      code, certainty, "the URL's key is \"\(named)\", the intended one is \"\(key)\"" + (how.map { ": \($0)" } ?? ""))
  }

  /// The cause of a difference between the key in the URL and the intended one, and an explanation.
  private static func difference(_ named: Text, _ key: Text) -> (code: CauseCode, explanation: String?) {
    if !named.isUTF8 { return (.textNotUtf8, key.latin1 == named ? "its bytes are Latin-1" : nil) }
    if key.hasPrefix("/"), Text(key.bytes.drop { $0 == 0x2F }) == named { return (.leadingSlashOfKeyLost, nil) }
    if named == key.trimmed { return (.keyTrimmed, nil) }
    if key.bytes.last == 0x2F, named == key.withoutSlashesAtEnd { return (.trailingSlashOfKeyLost, nil) }
    if named == key.replacing(" ", with: "+") { return (.spaceInPathAsPlus, nil) }
    // Swift compares strings independently of their Unicode normalization.
    if key.isUTF8, named.string == key.string {
      return (.textComposed, "the characters are the same, but their bytes differ")
    }
    if key.mojibake.contains(named) { return (.textMojibake, nil) }
    if named.mojibake.contains(key) { return (.textMojibake, "the intended key is the garbled one") }
    if named == key.collapsed { return (.s3SlashesCollapsed, nil) }
    if named == key.normalized { return (.s3PathNormalized, nil) }
    if key.hasPrefix(named), let next = key.bytes.dropFirst(named.bytes.count).first, "?#".utf8.contains(next) {
      return (.keySeparatorsRaw, nil)
    }
    return (isEncodedOtherwise(named, key) ? .keyChanged : .urlOfAnotherKey, nil)
  }

  /// Whether two keys differ only in how they are encoded.
  private static func isEncodedOtherwise(_ left: Text, _ right: Text) -> Bool {
    func decoded(_ text: Text) -> [UInt8] {
      var bytes = text.bytes
      for _ in 0..<3 { bytes = PercentEncoding.decode(bytes[...]) }
      return bytes.map { $0 == UInt8(ascii: "+") ? 0x20 : $0 }
    }
    return decoded(left) == decoded(right)
  }

  private mutating func checkHost(_ endpoint: Endpoint) {
    let (host, port) = parts.authority.lowercased.hostAndPort
    let (wanted, wantedPort) = endpoint.authority.lowercased.hostAndPort
    let isSame = host == wanted
    guard isSame || host.bytes.suffix(wanted.bytes.count + 1).elementsEqual([0x2E] + wanted.bytes) else {
      return diagnosis.add(
        .urlOfAnotherHost, .certain, "the host is \(parts.authority), the endpoint is \(endpoint.authority)")
    }
    guard port != wantedPort else { return }
    let defaultPort: Text = parts.scheme == "https" ? "443" : "80"
    if wantedPort == nil, port == defaultPort {
      diagnosis.add(.defaultPortKept, .certain, "the host is \(parts.authority)")
    } else if port == nil {
      diagnosis.add(.portDropped, .certain, "the host is \(parts.authority)")
    } else {
      diagnosis.add(
        .urlOfAnotherHost, .certain, "the host is \(parts.authority), the endpoint is \(endpoint.authority)")
    }
  }
}

extension Text {
  fileprivate var withoutSlashesAtEnd: Text { Text(bytes[..<(bytes.lastIndex { $0 != 0x2F }.map { $0 + 1 } ?? 0)]) }

  /// The text with runs of `/` replaced by one.
  fileprivate var collapsed: Text {
    bytes.reduce(into: Text()) { if $1 != 0x2F || $0.bytes.last != 0x2F { $0.bytes.append($1) } }
  }

  /// The text without segments that are empty, `.` or `..`.
  fileprivate var normalized: Text {
    var output: [UInt8] = []
    CanonicalPath.append(wire: ([0x2F] + bytes)[...], rule: .general(normalizes: true), to: &output)
    return Text(PercentEncoding.decode(output[...]).dropFirst())
  }
}
