import ReferenceImpl
import VideoSpec

// The errors of SDKs and tools, the more specific ones first.

extension SDKErrorRow {
  static let all: [SDKErrorRow] =
    [
      botocore, goV2, goV2Rest, goV1, javaV1, javaV2, php, phpV2, guzzle, ruby, rust, s3cmd, minioPython, minioJava,
      soto, dotnet, hadoopStatus, jets3t,
    ]
    + statedCodes + codesBeforeMessages + messagesAlone

  // An error occurred (CODE) when calling the OPERATION operation (reached max retries: 4): MESSAGE
  private static let botocore = SDKErrorRow(anchor: "An error occurred (") { place in
    guard let code = place.after.before(")"), code.bytes.count < 100,
      let operation = place.after.after(" when calling the "), var rest = operation.after(" operation")
    else { return nil }
    if rest.hasPrefix(" (") { rest = rest.after(")") ?? rest }
    let message = rest.hasPrefix(":") ? Text(rest.bytes.dropFirst()) : rest
    let tool: ClientTool? =
      if place.before.contains("upload failed: ") || place.before.contains("fatal error: ")
        || place.before.contains("download failed: ") || place.before.contains("copy failed: ")
        || place.before.contains("move failed: ") || place.before.contains("delete failed: ")
      {
        .awsCLI
      } else if place.before.contains("S3UploadFailedError") {
        .s3transfer
      } else if place.before.contains("botocore.") || place.before.contains("ClientError") {
        .boto3
      } else if place.before.trimmed.isEmpty {
        .awsCLI
      } else {
        .botocore
      }
    return Reading(end: place.index + 1, response: .stated(code: code, message: message.trimmed), tool: tool)
  }

  // operation error S3: PutObject, https response error StatusCode: 403, RequestID: R, HostID: H, api error CODE: MESSAGE
  private static let goV2 = SDKErrorRow(anchor: "https response error StatusCode: ") { place in
    let (rest, parts) = place.after.contains("api error ") ? (place.after, [place.after]) : place.continued(place.after)
    let fault =
      rest.after("api error ") ?? place.after.after("HostID: ")?.after(", ")
      ?? place.after.after("RequestID: ")?.after(", ")
    let stated = fault.map { apiError($0, place) }
    // The lines up to the one in which the error is named are read.
    let used = parts.firstIndex { $0.contains("api error ") } ?? 0
    return Reading(
      end: place.index + 1 + used,
      response: .stated(
        code: stated?.code, message: stated?.message ?? "", requestID: rest.between("RequestID: ", ","),
        hostID: rest.between("HostID: ", ","),
        status: rest.before(",")),
      tool: .goV2)
  }

  /// `api error CODE: MESSAGE`, if the line broke before it.
  private static let goV2Rest = SDKErrorRow(anchor: "api error ") { place in
    let stated = apiError(place.after, place)
    guard let code = stated.code else { return nil }
    return Reading(end: place.index + 1, response: .stated(code: code, message: stated.message), tool: .goV2)
  }

  /// Reads `CODE: MESSAGE`. The message may go on in the next lines.
  private static func apiError(_ text: Text, _ place: Place) -> (code: Text?, message: Text) {
    guard let (code, tail) = text.splitOnce(at: UInt8(ascii: ":")), code.looksLikeCode else { return (nil, text) }
    var message = tail.trimmed
    if ServerMessage.match(code: code, message) != nil { return (code, message) }
    // What follows in a log or in JSON is not S3's.
    let isInLine = place.after.hasSuffix(text)
    let whole = Text(isInLine ? place.continued(message).text.bytes.prefix(2048) : message.bytes.prefix(2048))
    if let known = ServerMessage.match(code: code, within: whole) { return (code, known.message) }
    if message.isEmpty { message = whole }
    return (code, message)
  }

  // CODE: MESSAGE
  //         status code: 403, request id: R, host id: H
  private static let goV1 = SDKErrorRow(anchor: "status code: ") { place in
    guard place.after.contains(", request id:") else { return nil }
    let head = place.before.trimmed
    // The line break before `status code` is often lost. If it is not, the message is on the line above.
    let text = head.isEmpty ? (place.index > 0 ? Text(place.lines[place.index - 1].bytes.prefix(lineLimit)) : "") : head
    guard let (code, message) = text.codeAndMessage else { return nil }
    return Reading(
      end: place.index + 1,
      response: .stated(
        code: code, message: message, requestID: place.after.between("request id: ", ","),
        hostID: place.after.between("host id: ", ",", "\""), status: place.after.before(",")),
      tool: text.contains("rclone") || text.contains(" ERROR : ") ? .rclone : .goV1)
  }

  // com.amazonaws.services.s3.model.AmazonS3Exception: MESSAGE (Service: Amazon S3; Status Code: 403; Error Code: CODE;
  // Request ID: R; S3 Extended Request ID: H; Proxy: null), S3 Extended Request ID: H
  private static let javaV1 = SDKErrorRow(anchor: "; Status Code: ") { place in
    guard let message = javaMessage(place) else { return nil }
    return Reading(
      end: place.index + 1,
      response: .stated(
        code: place.after.between("Error Code: ", ";", ")"), message: message,
        requestID: place.after.between("Request ID: ", ";", ")"),
        hostID: place.after.between("S3 Extended Request ID: ", ";", ")"),
        status: place.after.before(";")),
      tool: place.before.contains("s3a://") ? .hadoop : .javaV1)
  }

  // software.amazon.awssdk.services.s3.model.S3Exception: MESSAGE (Service: S3, Status Code: 403, Request ID: R,
  // Extended Request ID: H) (SDK Attempt Count: 1)
  private static let javaV2 = SDKErrorRow(anchor: ", Status Code: ") { place in
    guard let message = javaMessage(place) else { return nil }
    // Known errors have a class of their own: NoSuchKeyException.
    let name = Text(place.before.bytes.dropLast(message.bytes.count + 11)).afterLast(".")
    let code: Text? = ErrorResponse.codes.contains(name) ? name : nil
    return Reading(
      end: place.index + 1,
      response: .stated(
        code: code, message: message, requestID: place.after.between("Request ID: ", ",", ")"),
        hostID: place.after.between("Extended Request ID: ", ",", ")"), status: place.after.before(",")),
      tool: place.before.contains("s3a://") ? .hadoop : .javaV2)
  }

  /// The message between the name of the exception and `(Service: …`. It may have lines of its own.
  private static func javaMessage(_ place: Place) -> Text? {
    guard let mark = place.before.firstRange(of: "(Service: ") else { return nil }
    let before = Text(place.before.bytes[..<mark])
    if before.contains("Exception: ") { return before.afterLast("Exception: ").trimmed }
    let above = (place.above("Exception:") ?? "") + " " + before
    return above.after("Exception:").map { $0.trimmed } ?? before.trimmed
  }

  // Error executing "PutObject" on "https://…"; AWS HTTP error: Client error: `PUT https://…` resulted in a
  // `403 Forbidden` response:
  // <?xml …(truncated...)
  //  CODE (client): MESSAGE - <?xml …
  private static let php = SDKErrorRow(anchor: "Error executing \"") { place in
    guard let url = place.after.between("\" on \"", "\""), !url.isEmpty else { return nil }
    let method = place.after.between("error: `", " ")
    let request = InspectedRequest(method: method, url: url)
    var status = place.after.between("resulted in a `", " ")
    for offset in 0..<16 {
      guard let line = offset == 0 ? place.after : place.line(below: offset) else { break }
      if offset > 0, line.contains("Error executing \"") { break }
      guard let mark = line.firstRange(of: " (client): ") ?? line.firstRange(of: " (server): ") else { continue }
      let code = Text(line.bytes[..<mark]).trimmed.afterLast(" ")
      var message = Text(line.bytes[(mark + 11)...])
      if status == nil { status = place.after.between("Client error: ", " ") }
      var end = place.index + offset + 1
      if let xml = message.firstRange(of: " - <") {
        var response = Text(message.bytes[(xml + 3)...])
        message = Text(message.bytes[..<xml])
        // The XML has line breaks of its own, in the canonical request.
        while !response.contains("</Error>"), end - place.index < 100, end < place.lines.count,
          response.bytes.count < lineLimit
        {
          response = response + "\n" + place.lines[end]
          end += 1
        }
        if response.contains("</Error>"), response.contains("<Code>") {
          return Reading(end: end, request: request, response: ErrorResponse(response), tool: .php)
        }
        end = place.index + offset + 1
      }
      return Reading(
        end: end, request: request,
        response: .stated(code: code.looksLikeCode ? code : nil, message: message.trimmed, status: status), tool: .php)
    }
    return Reading(end: place.index + 1, request: request, tool: .php)
  }

  // AWS Error Code: CODE, Status Code: 403, AWS Request ID: R, AWS Error Type: client, AWS Error Message: MESSAGE, User-Agent: …
  private static let phpV2 = SDKErrorRow(anchor: "AWS Error Code: ") { place in
    guard let message = place.after.between("AWS Error Message: ", ", User-Agent: ") else { return nil }
    return Reading(
      end: place.index + 1,
      response: .stated(
        code: place.after.before(","), message: message, requestID: place.after.between("AWS Request ID: ", ","),
        status: place.after.between("Status Code: ", ",")), tool: .php)
  }

  // Client error: `PUT https://…` resulted in a `403 Forbidden` response:
  private static let guzzle = SDKErrorRow(anchor: "` resulted in a `") { place in
    let request = place.before.afterLast("`")
    guard let (method, url) = request.splitOnce(at: 0x20), url.hasPrefix("http") else { return nil }
    return Reading(end: place.index + 1, request: InspectedRequest(method: method, url: url), tool: nil)
  }

  // Aws::S3::Errors::CODE (MESSAGE) · Aws::S3::Errors::CODE: MESSAGE · …: MESSAGE (Aws::S3::Errors::CODE)
  private static let ruby = SDKErrorRow(anchor: "Aws::S3::Errors::") { place in
    let code = Text(
      place.after.bytes.prefix {
        (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0)
      })
    guard code.looksLikeCode else { return nil }
    var rest = Text(place.after.bytes[code.bytes.count...]).trimmed
    if rest.hasSuffix("):") { rest.bytes.removeLast() }
    let message: Text
    if place.before.hasSuffix(" (") {
      let head = Text(place.before.bytes.dropLast(2))
      message = head.after("': ") ?? head
    } else if rest.hasPrefix("("), rest.hasSuffix(")") {
      message = Text(rest.bytes.dropFirst().dropLast())
    } else if rest.hasPrefix(":") {
      message = Text(rest.bytes.dropFirst()).trimmed
    } else {
      // `rescue Aws::S3::Errors::NoSuchKey` is code.
      guard rest.isEmpty, !place.before.contains("rescue"), let next = place.line(below: 1),
        ErrorResponse.code(of: next.trimmed) != nil
      else { return nil }
      return Reading(end: place.index + 2, response: .stated(code: code, message: next.trimmed), tool: .ruby)
    }
    return Reading(end: place.index + 1, response: .stated(code: code, message: message.trimmed), tool: .ruby)
  }

  // service error: unhandled error (CODE): Error { code: "CODE", message: "MESSAGE", aws_request_id: "R" }
  private static let rust = SDKErrorRow(anchor: "unhandled error (") { place in
    guard let code = place.after.before(")"), code.looksLikeCode else { return nil }
    let object = PrintedObject(place.after)
    return Reading(
      end: place.index + 1,
      response: .stated(
        code: code, message: object.value("message") ?? "", requestID: object.value("aws_request_id", "request_id"),
        hostID: object.value("s3_extended_request_id")),
      tool: .rust)
  }

  // ERROR: S3 error: 403 (CODE): MESSAGE
  private static let s3cmd = SDKErrorRow(anchor: "S3 error: ") { place in
    guard let code = place.after.between("(", ")"), let (status, _) = place.after.splitOnce(at: 0x20) else {
      return nil
    }
    return Reading(
      end: place.index + 1,
      response: .stated(
        code: code.looksLikeCode ? code : nil, message: place.after.after("): ")?.trimmed ?? code, status: status),
      tool: .s3cmd)
  }

  // S3 operation failed; code: CODE, message: MESSAGE, resource: R, request_id: I, host_id: H, bucket_name: B, object_name: K
  private static let minioPython = SDKErrorRow(anchor: "S3 operation failed; code: ") { place in
    let rest = place.after
    func part(_ name: Text) -> Text {
      let value = rest.between(
        ", " + name + ": ", ", resource: ", ", request_id: ", ", host_id: ", ", bucket_name: ", ", object_name: ")
      return value == nil || value == "None" ? "" : value ?? ""
    }
    guard let code = rest.before(",") else { return nil }
    return Reading(
      end: place.index + 1,
      response: .stated(
        code: code, message: part("message"), requestID: part("request_id"), hostID: part("host_id"),
        more: elements(
          ("Resource", part("resource")), ("BucketName", part("bucket_name")), ("Key", part("object_name")))),
      tool: .minioPython)
  }

  // ErrorResponse(code=CODE, message=MESSAGE, bucketName=B, objectName=K, resource=R, requestId=I, hostId=H)
  // request={method=GET, url=https://…, headers=Host: …
  private static let minioJava = SDKErrorRow(anchor: "ErrorResponse(code") { place in
    // Newer versions write `code = CODE`.
    let rest = Text(bytes: place.after.replacing(" = ", with: "=").bytes)
    func part(_ name: Text) -> Text {
      // A message may contain brackets.
      let value =
        rest.between(
          name + "=", ", message=", ", bucketName=", ", objectName=", ", resource=", ", requestId=", ", hostId=")
        ?? rest.between(name + "=", ")")
      return value == "null" ? "" : value ?? ""
    }
    guard let code = rest.between("=", ","), code.looksLikeCode else { return nil }
    var request: InspectedRequest?
    var end = place.index + 1
    if let line = place.line(below: 1), line.hasPrefix("request={method="), let url = line.between("url=", ", ") {
      var headers: [HeaderField] = []
      var next = line.after("headers=")
      var offset = 2
      while let header = next, offset < 64, let (name, value) = header.splitOnce(at: UInt8(ascii: ":")) {
        headers.append(HeaderField(name.trimmed, value.trimmed))
        next = place.line(below: offset)
        offset += 1
      }
      request = InspectedRequest(method: line.between("method=", ","), url: url, headers: headers).unlessRedacted
      end = min(place.index + offset, place.lines.count)
    }
    return Reading(
      end: end, request: request,
      response: .stated(
        code: code, message: part("message"), requestID: part("requestId"), hostID: part("hostId"),
        more: elements(
          ("Resource", part("resource")), ("BucketName", part("bucketName")), ("Key", part("objectName")))),
      tool: .minioJava)
  }

  private static func elements(_ pairs: (Text, Text)...) -> [(name: Text, value: Text)] { pairs.map { ($0.0, $0.1) } }

  // AWSResponseError(errorCode: "CODE", context: …, message: "MESSAGE")
  private static let soto = SDKErrorRow(anchor: "errorCode: \"") { place in
    guard let code = place.after.before("\""), code.looksLikeCode else { return nil }
    let object = PrintedObject(place.line)
    return Reading(
      end: place.index + 1, response: .stated(code: code, message: object.value("message") ?? ""), tool: .soto)
  }

  // Amazon.S3.AmazonS3Exception: MESSAGE
  private static let dotnet = SDKErrorRow(anchor: "Amazon.S3.AmazonS3Exception: ") { place in
    Reading(
      end: place.index + 1,
      response: .stated(code: nil, message: (place.after.before(" ---> ") ?? place.after).trimmed), tool: .dotnet)
  }

  // Error code: CODE · ErrorCode=CODE · Error Code: CODE, Message: MESSAGE
  private static let statedCodes = ["Error Code: ", "Error code: ", "ErrorCode: ", "ErrorCode=", "error code: "].map {
    (anchor: Text) in
    SDKErrorRow(anchor: anchor) { place in
      let code = Text(place.after.bytes.prefix { $0.isASCIIAlphanumeric })
      guard ErrorResponse.codes.contains(code) else { return nil }
      let rest = Text(place.after.bytes.dropFirst(code.bytes.count))
      let own = rest.between("essage: ", "\n") ?? rest.between("essage=", "\n")
      return Reading(
        end: place.index + 1, response: .stated(code: code, message: (own ?? place.before).trimmed),
        tool: place.line.errorTool)
    }
  }

  // java.io.IOException: s3n://BUCKET/KEY : 400 : Bad Request
  private static let hadoopStatus = SDKErrorRow(anchor: "Exception: s3") { place in
    let parts = place.after.bytes.split(separator: UInt8(ascii: ":")).map { Text($0).trimmed }
    guard place.after.contains("://"), parts.count >= 3, let status = Int(parts[parts.count - 2].string),
      (300..<600).contains(status), parts[parts.count - 2].bytes.count == 3
    else { return nil }
    return Reading(end: place.index + 1, response: ErrorResponse(elements: [], status: status), tool: .hadoop)
  }

  // S3ServiceException: Service Error Message. -- ResponseCode: 400, ResponseStatus: Bad Request, XML Error Message: …
  private static let jets3t = SDKErrorRow(anchor: "ResponseCode: ") { place in
    guard let status = place.after.before(",").flatMap({ Int($0.trimmed.string) }), (300..<600).contains(status),
      place.after.contains("ResponseStatus: "), !place.after.contains("<Error>")
    else { return nil }
    return Reading(end: place.index + 1, response: ErrorResponse(elements: [], status: status), tool: nil)
  }

  /// `SignatureDoesNotMatch: …`, as JavaScript, Kotlin, Terraform, rclone, Cyberduck and others print it.
  private static let codesBeforeMessages = ErrorResponse.codes.map { code in
    SDKErrorRow(anchor: code + ": ") { place in
      // A message of S3 follows, and not code or a header.
      guard !place.before.hasSuffix("<"), !place.before.isMarkup, place.after.bytes.count > 8, place.after.contains(" ")
      else { return nil }
      return Reading(
        end: place.index + 1, response: .stated(code: code, message: place.after.trimmed), tool: place.line.errorTool)
    }
  }

  /// Whether the line before ends with a tag: then the message is an element of indented XML.
  private static func isMessageOfXML(_ place: Place) -> Bool {
    guard place.before.trimmed.isEmpty, place.index > 0 else { return false }
    let above = Text(place.lines[place.index - 1].bytes.suffix(40)).trimmed.lowercased
    return above.hasSuffix("<message>") || above.hasSuffix("&lt;message&gt;")
  }

  /// S3's message alone, as MinIO's client, restic and others print it.
  private static let messagesAlone = ErrorResponse.messages.map { message, code in
    SDKErrorRow(anchor: message) { place in
      // Within XML or JSON another format reads it.
      guard !place.before.contains("<Message>"), !place.before.contains("\"message\""),
        !place.before.contains("\"Message\""), !place.before.isMarkup, !isMessageOfXML(place)
      else { return nil }
      return Reading(
        end: place.index + 1, response: .stated(code: code, message: (message + place.after).trimmed),
        tool: place.line.errorTool)
    }
  }
}

extension Text {
  /// Whether the text ends with a tag, which may be escaped for HTML or JSON.
  fileprivate var isMarkup: Bool { hasSuffix(">") || hasSuffix("&gt;") || hasSuffix("\\u003e") || hasSuffix("\\u003E") }

  /// The tool that a line with an error names.
  fileprivate var errorTool: ClientTool? {
    if contains("mc: <ERROR>") { return .minioClient }
    if contains("ch.cyberduck.") { return .cyberduck }
    if contains("S3Error: ") { return .minioJavaScript }
    if contains("Error: ") && contains("Terraform") { return .terraform }
    return ClientTool.recognized(in: self)
  }
}
