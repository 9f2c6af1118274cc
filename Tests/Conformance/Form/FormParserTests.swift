import AdapterProtocol
import ReferenceImpl
import Testing
import VideoSpec

@Suite("Form parser")
struct FormParserTests {
  static let contentType: Text = "multipart/form-data; boundary=b"

  /// A part whose headers are one Content-Disposition.
  static func part(_ parameters: String, _ data: String = "") -> String { "--b\r\n" + content(parameters, data) }

  /// The same behind its delimiter.
  static func content(_ parameters: String, _ data: String = "") -> String {
    "Content-Disposition: form-data; \(parameters)\r\n\r\n\(data)\r\n"
  }

  static func parse(_ body: String, contentType: Text? = contentType) throws(Rejection) -> UploadForm {
    try UploadForm(contentType: contentType, body: Text(body))
  }

  /// The code of the rejection, or nil.
  static func code(_ body: String, contentType: Text? = contentType) -> ErrorCode? {
    do throws(Rejection) {
      _ = try parse(body, contentType: contentType)
      return nil
    } catch { return error.code }
  }

  @Test(
    "a Content-Type gives a boundary, or says why not",
    arguments: [
      ("multipart/form-data; boundary=b", nil), ("MULTIPART/FORM-DATA;BOUNDARY=\"b\"", nil),
      (" multipart/form-data ; charset=utf-8 ; boundary = b ; x=\"boundary=c\" ;", nil),
      ("multipart/form-data; boundary=\"b\"x", .malformedPOSTRequest),
      ("multipart/form-data; boundary=\"b", .malformedPOSTRequest),
      ("multipart/form-data; boundary=b; boundary=c", .malformedPOSTRequest),
      ("multipart/form-data; boundary=b c", .malformedPOSTRequest),
      ("multipart/form-data; boundary=\"\"", .malformedPOSTRequest),
      ("multipart/form-data; boundary=", .malformedPOSTRequest),
      ("multipart/form-data; boundary", .malformedPOSTRequest),
      ("multipart/form-data", .malformedPOSTRequest),
      ("multipart/form-datax; boundary=b", .preconditionFailed),
      ("application/x-www-form-urlencoded", .preconditionFailed), ("", .preconditionFailed),
    ] as [(Text, ErrorCode?)])
  func contentTypes(contentType: Text, code: ErrorCode?) {
    #expect(Self.code("--b--", contentType: contentType) == code)
  }

  @Test("a boundary has at most 70 characters, and no line breaks")
  func boundaries() {
    let longest = String(repeating: "b", count: 70)
    func code(_ boundary: String) -> ErrorCode? {
      Self.code("--\(boundary)--", contentType: Text("multipart/form-data; boundary=\"\(boundary)\""))
    }
    #expect(code(longest) == nil)
    #expect(code(longest + "b") == .malformedPOSTRequest)
    #expect(code("b\rb") == .malformedPOSTRequest)
    #expect(Self.code("", contentType: nil) == .preconditionFailed)
  }

  @Test("forms without a part, a field or a file are forms")
  func empty() throws {
    #expect(try Self.parse("--b--") == UploadForm(fields: []))
    #expect(try Self.parse("--b--epilogue\r\n--b\r\n") == UploadForm(fields: []))
    let file = try Self.parse(Self.part("name=file") + "--b--")
    #expect(file.fields == [] && file.file?.size == 0 && file.file?.name == nil)
    #expect(
      file.file?.sha256 == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
  }

  @Test("a part without data may end with the line end of its headers (RFC 2046 5.1.1)")
  func noData() throws {
    let form = try Self.parse(
      "--b\r\nContent-Disposition: form-data; name=key\r\n\r\n--b\r\n" + Self.content("name=a") + "--b--")
    #expect(form.fields == [Field("key", ""), Field("a", "")])
    let data = try Self.parse(Self.part("name=key", "--bc\r\n--b-\r\n --b\r\n--b -- ") + "--b--")
    #expect(data.fields == [Field("key", "--bc\r\n--b-\r\n --b\r\n--b -- ")])
  }

  @Test(
    "of a body that is cut off it is said where",
    arguments: [
      ("", .malformedPOSTRequest), ("--b", .malformedPOSTRequest), ("x\n--b\r\n", .malformedPOSTRequest),
      ("--b\r\n", .incompleteBody), ("--b\r\nContent-Disposition", .incompleteBody),
      (part("name=key", "v"), .incompleteBody), (part("name=key", "v") + "--b", .incompleteBody),
      (part("name=key", "v") + "--b-", .incompleteBody), (part("name=key", "v") + "--b\r\n", .incompleteBody),
      (part("name=file", "v") + "--b \t\r", .incompleteBody),
    ] as [(String, ErrorCode)])
  func cutOff(body: String, code: ErrorCode) { #expect(Self.code(body) == code) }

  @Test(
    "headers that readers would read in two ways are rejected",
    arguments: [
      "--b\nContent-Disposition: form-data; name=key\n\nv\n--b--",
      "--b\r\nContent-Disposition: form-data; name=key\n\r\nv\r\n--b--",
      "--b\r\nContent-Disposition: form-data; name=\"k\ney\"\r\n\r\nv\r\n--b--",
      "--b\r\nContent-Disposition: form-data; name=\"k\rey\"\r\n\r\nv\r\n--b--",
      "--b\r\nContent-Disposition: form-data; name=\"k\0ey\"\r\n\r\nv\r\n--b--",
      "--b\r\nContent-Disposition : form-data; name=key\r\n\r\nv\r\n--b--",
      "--b\r\n Content-Disposition: form-data; name=key\r\n\r\nv\r\n--b--",
      "--b\r\nContent-Disposition: form-data; name=key\r\nContent-Disposition: form-data; name=a\r\n\r\nv\r\n--b--",
      "--b\r\nContent-Disposition: form-data; name=key; name=a\r\n\r\nv\r\n--b--",
      "--b\r\nContent-Disposition: form-data; name=key\r\n--b--\r\n", "--b\r\n\r\nv\r\n--b--",
      "--b\r\nContent-Disposition: attachment; name=key\r\n\r\nv\r\n--b--",
      "--b\r\nContent-Disposition: form-data; filename=key\r\n\r\nv\r\n--b--",
      "--b\r\nContent-Disposition: form-data; name=\"key\\\"\r\n\r\nv\r\n--b--",
      part("name=file") + "--b\r\nContent-Disposition: form-data\r\n\r\nv\r\n--b--",
    ])
  func ambiguous(body: String) { #expect(Self.code(body) == .malformedPOSTRequest) }

  @Test(
    "file names are read as browsers and libraries write them",
    arguments: [
      (#"filename="a;b=c.webm""#, "a;b=c.webm"), (#"filename="\"\\.webm""#, #""\.webm"#),
      (#"filename="C:\video\cat.webm""#, #"C:\video\cat.webm"#), (#"filename="%22%0D%0A""#, "%22%0D%0A"),
      ("filename=naïve.webm", "naïve.webm"), (#"filename="""#, ""),
      ("filename=x; filename*=UTF-8''na%C3%AFve.webm", "naïve.webm"),
      ("FileName*=iso-8859-1'en'na%EFve.webm; filename=x", "naïve.webm"),
      // What is not RFC 5987's does not count.
      ("filename=x; filename*=UTF-8''na%EFve", "x"), ("filename=x; filename*=UTF-8''%zz", "x"),
      ("filename=x; filename*=utf-16''x", "x"), ("filename=x; filename*=\"UTF-8''a b\"", "x"),
      ("filename=x;\r\n\tfilename*=UTF-8''folded", "folded"),
    ] as [(String, Text)])
  func fileNames(parameters: String, name: Text) throws {
    #expect(try Self.parse(Self.part("name=File; " + parameters) + "--b--").file?.name == name)
  }

  @Test("what a handler rejects is rejected for good, and the file's bytes are the caller's own")
  func handler() throws {
    struct Refusing: FormHandler {
      var seen: [UnsafeRawPointer] = []
      mutating func field(_ field: Field) throws(Rejection) {}
      mutating func beginFile(_ file: FormFile) throws(Rejection) {}
      mutating func fileBytes(_ bytes: RawSpan) throws(Rejection) {
        bytes.withUnsafeBytes { seen.append($0.baseAddress!) }
        if seen.count == 2 { throw Rejection(ErrorCode("EntityTooLarge"), status: 400, "too large") }
      }
      mutating func endFile() throws(Rejection) { Issue.record("the file was given on after the rejection") }
    }
    var (parser, handler) = (try FormParser(contentType: Self.contentType), Refusing())
    let body = Array((Self.part("name=file", "data") + "--b--").utf8)
    let (head, data) = (body.count - 11, body.count - 9)
    try parser.append(body.span.bytes.extracting(0..<head), to: &handler)
    #expect(handler.seen == [])
    try parser.append(body.span.bytes.extracting(head..<data), to: &handler)
    #expect(handler.seen == body.withUnsafeBytes { [$0.baseAddress! + head] })
    for _ in 0..<2 {
      #expect(throws: Rejection.self) {
        try parser.append(body.span.bytes.extracting(data..<body.count), to: &handler)
      }
      #expect(throws: Rejection.self) { try parser.finish() }
    }
    #expect(handler.seen.count == 2)
  }
}
