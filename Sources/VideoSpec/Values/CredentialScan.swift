/// Finds credentials in a text from outside, by their names and by their look.
///
/// Names and separators are found in every spelling that the program decodes itself: percent-encoded (also twice and three times), with
/// the escapes of JSON, and with the references of XML and HTML. The time is proportional to the length.
struct CredentialScan {
  /// A part of the original text that must not be shown whole.
  struct Place {
    enum Kind {
      /// A signature or a token: its beginning may be shown, so that two of them can be compared.
      case comparable
      /// A key, a password or a cookie: nothing of it may be shown.
      case secret
    }

    var range: Range<Int>
    var kind: Kind
  }

  private let decoded: [UInt8]
  /// Where each decoded byte starts in the original text, and the length of the text.
  private let starts: [Int]
  private let isWary: Bool

  /// - Parameter isWary: Whether everything that looks random is taken for a credential. In a request or a log that would hide hashes and
  ///   checksums, which people compare; in a message about wrong usage nobody needs them.
  init(_ bytes: [UInt8], isWary: Bool = false) {
    self.isWary = isWary
    var layer = DecodedLayer(bytes: bytes, starts: Array(0...bytes.count))
    for _ in 0..<4 {
      guard let next = layer.decodedOnce else { break }
      layer = next
    }
    (decoded, starts) = (layer.bytes, layer.starts)
  }

  // MARK: By name

  private static let comparable: Set<[UInt8]> = Set(
    [
      "xamzsignature", "xgoogsignature", "signature", "sig", "signatureprovided", "xamzsecuritytoken", "securitytoken",
      "sessiontoken", "awssessiontoken", "xamzs3sessiontoken", "awssecuritytoken", "token0",
    ].map { Array($0.utf8) })

  private static let secret: Set<[UInt8]> = Set(
    [
      "awssecretaccesskey", "secretaccesskey", "awssecretkey", "secretkey", "secret", "clientsecret", "accesstoken",
      "refreshtoken", "idtoken", "authtoken", "xauthtoken", "apikey", "xapikey", "password", "passwd", "passphrase",
      "privatekey", "cookie", "setcookie", "xcsrftoken", "csrftoken", "xxsrftoken",
      "xamzserversideencryptioncustomerkey", "xamzcopysourceserversideencryptioncustomerkey",
    ].map { Array($0.utf8) })

  private static let authorizations: Set<[UInt8]> = Set(
    ["authorization", "proxyauthorization", "xamzauthorization"].map { Array($0.utf8) })

  /// Schemes of HTTP whose tokens are also pasted without the header's name.
  private static let schemes: Set<[UInt8]> = Set(["bearer", "basic"].map { Array($0.utf8) })

  /// The places, in order and without overlaps.
  var places: [Place] { merged(named + passwords + lookalikes) }

  private var named: [Place] {
    var places: [Place] = []
    var index = 0
    while index < decoded.count {
      guard isNameByte(decoded[index]) else {
        index += 1
        continue
      }
      let start = index
      while index < decoded.count, isNameByte(decoded[index]) { index += 1 }
      guard index - start <= 64, let found = value(named: normalized(decoded[start..<index]), endingAt: index) else {
        continue
      }
      if !found.range.isEmpty {
        places.append(Place(range: starts[found.range.lowerBound]..<starts[found.range.upperBound], kind: found.kind))
      }
      index = max(index, found.range.upperBound)
    }
    return places
  }

  /// The value of a name that ends at an index; nil if the name is not one of a credential.
  private func value(named name: [UInt8], endingAt end: Int) -> (range: Range<Int>, kind: Place.Kind)? {
    if Self.schemes.contains(name) { return token(after: end).map { ($0, .secret) } }
    let isAuthorization = Self.authorizations.contains(name)
    let kind: Place.Kind
    if Self.comparable.contains(name) {
      kind = .comparable
    } else if isAuthorization || Self.secret.contains(name) {
      kind = .secret
    } else {
      return nil
    }
    guard let (start, quote) = startOfValue(after: end) else {
      // A log or a page that lost its markup: `SignatureProvided 0f3c…`.
      return kind == .comparable ? token(after: end).map { ($0, kind) } : nil
    }
    if isAuthorization { return authorization(from: start, quote: quote) }
    let isCookie = name.suffix(6).elementsEqual("cookie".utf8)
    return (start..<endOfValue(from: start, quote: quote, isWholeLine: isCookie), kind)
  }

  /// The token that follows a word after white space: a run of at least 16 characters, with a digit. Without the digit, it may be prose.
  private func token(after end: Int) -> Range<Int>? {
    let start = skippingSpaces(from: end)
    guard start > end else { return nil }
    var index = start
    var hasDigit = false
    while index < decoded.count, isTokenByte(decoded[index]) || decoded[index] == UInt8(ascii: "=") {
      if (0x30...0x39).contains(decoded[index]) { hasDigit = true }
      index += 1
    }
    return hasDigit && index - start >= 16 ? start..<index : nil
  }

  private func skippingSpaces(from start: Int, lineBreaks: Bool = false) -> Int {
    var index = start
    while index < decoded.count,
      decoded[index] == 0x20 || decoded[index] == 0x09 || lineBreaks && isBreak(decoded[index])
    {
      index += 1
    }
    return index
  }

  /// Skips what is between a name and its value: quotation marks, white space and one of `=`, `:`, `=>`, `>`; after a quotation mark also a
  /// comma, as in a policy's condition, a comma and `"value":`, as in HAR files, or an empty line, as in `multipart/form-data`.
  private func startOfValue(after end: Int) -> (start: Int, quote: UInt8?)? {
    var index = end
    while index < decoded.count, isQuote(decoded[index]) { index += 1 }
    let isQuoted = index > end
    let afterQuote = index
    index = skippingSpaces(from: index)
    guard index < decoded.count else { return nil }
    switch decoded[index] {
    case UInt8(ascii: "="), UInt8(ascii: ":"), UInt8(ascii: ">"): index += 1
    case UInt8(ascii: ",") where isQuoted:
      index = skippingSpaces(from: index + 1, lineBreaks: true)
      if let value = afterValueName(at: index) { index = value }
    case 0x0A, 0x0D:
      let next = skippingSpaces(from: afterQuote, lineBreaks: true)
      guard isQuoted, decoded[afterQuote..<next].count(where: { $0 == 0x0A }) == 2 else { return nil }
      return (next, nil)
    default: return nil
    }
    if index < decoded.count, decoded[index] == UInt8(ascii: ">") { index += 1 }
    index = skippingSpaces(from: index)
    // Python's bytes, b'…'.
    if index + 1 < decoded.count, decoded[index] == UInt8(ascii: "b"), isQuote(decoded[index + 1]) { index += 1 }
    var quote: UInt8?
    while index < decoded.count, isQuote(decoded[index]) {
      if decoded[index] != UInt8(ascii: "\\") { quote = decoded[index] }
      index += 1
    }
    return (index, quote)
  }

  /// The index behind `"value":`; nil if it is not there.
  private func afterValueName(at start: Int) -> Int? {
    var index = start
    while index < decoded.count, isQuote(decoded[index]) { index += 1 }
    guard decoded[index...].starts(with: "value".utf8) else { return nil }
    index += 5
    while index < decoded.count, isQuote(decoded[index]) { index += 1 }
    index = skippingSpaces(from: index)
    return index < decoded.count && decoded[index] == UInt8(ascii: ":") ? index + 1 : nil
  }

  private func endOfValue(from start: Int, quote: UInt8?, isWholeLine: Bool) -> Int {
    var index = start
    while index < decoded.count {
      let byte = decoded[index]
      if byte == 0x0A || byte == 0x0D || byte == UInt8(ascii: "<") { break }
      if let quote {
        if byte == quote { break }
      } else if !isWholeLine, "& \t\",#;)}]'".utf8.contains(byte) {
        break
      }
      index += 1
    }
    return index
  }

  /// The part of an Authorization header to hide: the signature of AWS's schemes, and everything after the name of another scheme.
  private func authorization(from start: Int, quote: UInt8?) -> (range: Range<Int>, kind: Place.Kind) {
    // The scan goes on behind the scheme's name, and finds `Signature=`.
    if decoded[start...].starts(with: "AWS4-".utf8) { return (start..<start, .comparable) }
    let end = endOfValue(from: start, quote: quote, isWholeLine: true)
    let value = decoded[start..<end]
    // No scheme has such a long name.
    guard let space = value.prefix(16).firstIndex(of: 0x20) else { return (start..<end, .secret) }
    if value.starts(with: "AWS ".utf8), let colon = value.firstIndex(of: UInt8(ascii: ":")) {
      return ((colon + 1)..<end, .comparable)
    }
    return ((space + 1)..<end, .secret)
  }

  // MARK: By place

  /// Passwords in URLs: `https://user:password@host`.
  private var passwords: [Place] {
    var places: [Place] = []
    var index = 0
    while index + 2 < decoded.count {
      guard decoded[index] == UInt8(ascii: ":"), decoded[index + 1] == UInt8(ascii: "/"),
        decoded[index + 2] == UInt8(ascii: "/")
      else {
        index += 1
        continue
      }
      index += 3
      var colon: Int?
      while index < decoded.count, !"/?#\"'<> \t\r\n".utf8.contains(decoded[index]) {
        if decoded[index] == UInt8(ascii: ":"), colon == nil { colon = index }
        if decoded[index] == UInt8(ascii: "@"), let colon, colon + 1 < index {
          places.append(Place(range: starts[colon + 1]..<starts[index], kind: .secret))
        }
        index += 1
      }
    }
    return places
  }

  // MARK: By look

  /// Runs that look like a secret access key (40 characters), like a session token or a signed token, wherever they are.
  private var lookalikes: [Place] {
    var places: [Place] = []
    var index = 0
    while index < decoded.count {
      guard isTokenByte(decoded[index]) else {
        index += 1
        continue
      }
      let start = index
      while index < decoded.count, isTokenByte(decoded[index]) { index += 1 }
      var end = index
      while end > start, decoded[end - 1] == UInt8(ascii: ".") { end -= 1 }
      if isToken(start..<end) {
        places.append(Place(range: starts[start]..<starts[end], kind: .comparable))
        continue
      }
      places += secretKeys(in: start..<end)
      if isWary { places += randomParts(in: start..<end) }
    }
    return places
  }

  /// Whether a run looks like a session token of AWS, or like a signed token (JWT).
  private func isToken(_ run: Range<Int>) -> Bool {
    guard run.count >= 40 else { return false }
    let look = Look(decoded[run])
    guard look.classes == 3 else { return false }
    return run.count >= 200 || decoded[run].starts(with: "eyJ".utf8) && decoded[run].contains(UInt8(ascii: "."))
  }

  /// Parts of a run that look like a secret access key: 40 characters of Base64 that are random. A slash may belong to the key or to a path.
  private func secretKeys(in run: Range<Int>) -> [Place] {
    let length = 40
    var places: [Place] = []
    var start = run.lowerBound
    var last = run.lowerBound
    for index in run.lowerBound...run.upperBound {
      let isEnd = index == run.upperBound || !isBase64Byte(decoded[index])
      guard isEnd || decoded[index] == UInt8(ascii: "/") else { continue }
      // A key ends here, if one begins behind a slash or at the part's beginning.
      let first = index - length
      if first >= start, first >= last, first == start || decoded[first - 1] == UInt8(ascii: "/") {
        let look = Look(decoded[first..<index])
        if look.classes == 3, look.changes >= length / 4 {
          places.append(Place(range: starts[first]..<starts[index], kind: .secret))
          last = index
        }
      }
      if isEnd { start = index + 1 }
    }
    return places
  }

  /// Parts of a run that look random. A UUID does not.
  private func randomParts(in run: Range<Int>) -> [Place] {
    var places: [Place] = []
    var start = run.lowerBound
    for index in run.lowerBound...run.upperBound {
      guard index == run.upperBound || decoded[index] == UInt8(ascii: "/") || decoded[index] == UInt8(ascii: ".")
      else { continue }
      let part = start..<index
      start = index + 1
      let words = decoded[part].split(separator: UInt8(ascii: "-"))
      if part.count > 12, words.contains(where: isRandom) {
        places.append(Place(range: starts[part.lowerBound]..<starts[part.upperBound], kind: .comparable))
      }
    }
    return places
  }

  /// Whether a word looks random: a hash, or characters that change between capital letters, small letters and digits all the time.
  private func isRandom(_ word: ArraySlice<UInt8>) -> Bool {
    guard word.count > 12 else { return false }
    let look = Look(word)
    if look.classes >= 2, word.count >= 32, word.allSatisfy({ Hexadecimal.byte(0x30, $0) != nil }) { return true }
    return look.classes >= (word.count >= 24 ? 2 : 3) && 5 * look.changes >= 2 * word.count
  }

  /// How many of the classes capital letters, small letters and digits a text has, and how often the class changes.
  private struct Look {
    var classes = 0
    var changes = 0

    init(_ bytes: ArraySlice<UInt8>) {
      var found = 0
      var last = 0
      for byte in bytes {
        let type =
          switch byte {
          case 0x41...0x5A: 1
          case 0x61...0x7A: 2
          case 0x30...0x39: 4
          default: 0
          }
        if type == 0 { continue }
        if last != 0, last != type { changes += 1 }
        found |= type
        last = type
      }
      classes = found.nonzeroBitCount
    }
  }

  // MARK: Bytes

  private func isNameByte(_ byte: UInt8) -> Bool {
    byte.isASCIIAlphanumeric || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
  }

  /// Not `=`: it separates a name from its value, and pads Base64, where it says nothing.
  private func isTokenByte(_ byte: UInt8) -> Bool { isNameByte(byte) || "+/.".utf8.contains(byte) }

  private func isBase64Byte(_ byte: UInt8) -> Bool { byte.isASCIIAlphanumeric || "+/".utf8.contains(byte) }

  private func isBreak(_ byte: UInt8) -> Bool { byte == 0x0A || byte == 0x0D }

  private func isQuote(_ byte: UInt8) -> Bool { "\"'`\\".utf8.contains(byte) }

  /// A name in lower case, without `-` and `_`.
  private func normalized(_ name: ArraySlice<UInt8>) -> [UInt8] {
    name.filter { $0 != UInt8(ascii: "-") && $0 != UInt8(ascii: "_") }.map {
      $0 >= 0x41 && $0 <= 0x5A ? $0 | 0x20 : $0
    }
  }

  private func merged(_ places: [Place]) -> [Place] {
    var output: [Place] = []
    for place in places.sorted(by: { $0.range.lowerBound < $1.range.lowerBound }) {
      guard let last = output.last, last.range.upperBound > place.range.lowerBound else {
        output.append(place)
        continue
      }
      let end = max(last.range.upperBound, place.range.upperBound)
      let kind: Place.Kind = last.kind == .comparable && place.kind == .comparable ? .comparable : .secret
      output[output.count - 1] = Place(range: last.range.lowerBound..<end, kind: kind)
    }
    return output
  }
}

/// Bytes with one layer of escapes after another decoded, and where each byte comes from.
private struct DecodedLayer {
  var bytes: [UInt8]
  var starts: [Int]

  /// The bytes with one more layer of escapes decoded; nil if there is none.
  var decodedOnce: DecodedLayer? {
    guard bytes.contains(where: { $0 == UInt8(ascii: "%") || $0 == UInt8(ascii: "\\") || $0 == UInt8(ascii: "&") })
    else { return nil }
    var output = DecodedLayer(bytes: [], starts: [])
    output.bytes.reserveCapacity(bytes.count)
    output.starts.reserveCapacity(bytes.count + 1)
    var index = 0
    var isChanged = false
    bytes.withUnsafeBufferPointer { bytes in
      while index < bytes.count {
        output.starts.append(starts[index])
        if let (byte, length) = Self.escape(in: bytes, at: index) {
          output.bytes.append(byte)
          index += length
          isChanged = true
        } else {
          output.bytes.append(bytes[index])
          index += 1
        }
      }
    }
    output.starts.append(starts[bytes.count])
    return isChanged ? output : nil
  }

  private static func escape(
    in bytes: UnsafeBufferPointer<UInt8>, at index: Int
  ) -> (byte: UInt8, length: Int)? {
    guard bytes[index] == UInt8(ascii: "%") else {
      return TextEscape(in: bytes, at: index).map { ($0.byte, $0.length) }
    }
    guard index + 2 < bytes.count, let byte = Hexadecimal.byte(bytes[index + 1], bytes[index + 2]) else { return nil }
    return (byte, 3)
  }
}
