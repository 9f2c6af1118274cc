import ReferenceImpl
import VideoSpec

// Which object a URL leads to, and which one was meant.

extension Structure {
  mutating func examineObject() {
    let meant = inspector.intention
    if let endpoint = meant.endpoint { examineHost(endpoint, meant.bucket) }
    guard meant.bucket != nil || meant.key != nil else { return }
    let named = NamedObject.all(parts, meant: meant)
    if meant.addressing == .virtual, let bucket = meant.bucket, !parts.authority.lowercased.hasPrefix(bucket + "."),
      named.count == 1, named[0].bucket == bucket
    {
      diagnosis.add("always-path-style", .certain)
    }
    guard let first = named.first else {
      return diagnosis.add(
        meant.key == nil ? "url-of-another-bucket" : "url-of-another-key", .certain, "the URL names no object")
    }
    // Where the host tells nothing, the key that was meant tells which style it is.
    let object = named.first { $0.key == meant.key } ?? named.first { $0.bucket == nil } ?? first
    if let bucket = meant.bucket {
      if let other = object.bucket {
        if other != bucket {
          diagnosis.add("url-of-another-bucket", .certain, "it names \"\(other)\", not \"\(bucket)\"")
        }
      } else {
        untold["SIG-097"] = "whether \(parts.authority) stands for the bucket is not known"
      }
    }
    if let key = meant.key { examine(object.key, meant: key) }
  }

  private mutating func examine(_ named: Text, meant key: Text) {
    guard named != key else { return }
    let (code, how) = Self.difference(named, key)
    diagnosis.add(code, .certain, "it names \"\(named)\", not \"\(key)\"" + (how.map { ": \($0)" } ?? ""))
  }

  /// The cause of a difference between the key that a URL names and the one meant, and what there is more to say of it.
  private static func difference(_ named: Text, _ key: Text) -> (code: String, how: String?) {
    if !named.isUTF8 { return ("text-not-utf-8", key.latin1 == named ? "its letters are Latin-1's bytes" : nil) }
    if key.hasPrefix("/"), Text(key.bytes.drop { $0 == 0x2F }) == named { return ("leading-slash-of-key-lost", nil) }
    if named == key.replacing(" ", with: "+") { return ("space-in-path-as-plus", nil) }
    // Swift's strings are equal where they are so in another normal form.
    if key.isUTF8, named.string == key.string {
      return ("text-composed", "the letters are the same, their bytes are not")
    }
    if key.mojibake.contains(named) { return ("text-mojibake", nil) }
    if named.mojibake.contains(key) { return ("text-mojibake", "the key given is the garbled one") }
    if named == key.collapsed { return ("s3-slashes-collapsed", nil) }
    if named == key.normalized { return ("s3-path-normalized", nil) }
    if key.hasPrefix(named), let next = key.bytes.dropFirst(named.bytes.count).first, "?#".utf8.contains(next) {
      return ("key-separators-raw", nil)
    }
    return (isEncodedOtherwise(named, key) ? "key-changed" : "url-of-another-key", nil)
  }

  /// Whether two keys differ in nothing but '%' and '+'.
  private static func isEncodedOtherwise(_ left: Text, _ right: Text) -> Bool {
    func decoded(_ text: Text) -> [UInt8] {
      var bytes = text.bytes
      for _ in 0..<3 { bytes = PercentEncoding.decode(bytes[...]) }
      return bytes.map { $0 == UInt8(ascii: "+") ? 0x20 : $0 }
    }
    return decoded(left) == decoded(right)
  }

  private mutating func examineHost(_ endpoint: Endpoint, _ bucket: Text?) {
    let (host, port) = parts.authority.lowercased.hostAndPort
    let (wanted, wantedPort) = endpoint.authority.lowercased.hostAndPort
    let isSame = host == wanted
    guard isSame || host.bytes.suffix(wanted.bytes.count + 1).elementsEqual([0x2E] + wanted.bytes) else {
      return diagnosis.add(
        "url-of-another-host", .certain, "the host is \(parts.authority), the endpoint \(endpoint.authority)")
    }
    guard port != wantedPort else { return }
    let defaultPort: Text = parts.scheme == "https" ? "443" : "80"
    if wantedPort == nil, port == defaultPort {
      diagnosis.add("default-port-kept", .certain, "the host is \(parts.authority)")
    } else if port == nil {
      diagnosis.add("port-dropped", .certain, "the host is \(parts.authority)")
    } else {
      diagnosis.add(
        "url-of-another-host", .certain, "the host is \(parts.authority), the endpoint \(endpoint.authority)")
    }
  }
}

extension Text {
  fileprivate var collapsed: Text {
    bytes.reduce(into: Text()) { if $1 != 0x2F || $0.bytes.last != 0x2F { $0.bytes.append($1) } }
  }

  /// Without segments that are empty, "." or "..".
  fileprivate var normalized: Text {
    var output: [UInt8] = []
    CanonicalPath.append(wire: ([0x2F] + bytes)[...], rule: .general(normalizes: true), to: &output)
    return Text(PercentEncoding.decode(output[...]).dropFirst())
  }
}
