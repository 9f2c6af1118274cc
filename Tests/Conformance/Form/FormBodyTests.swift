import ReferenceImpl
import Testing
import VideoSpec

@Suite("Form bodies")
struct FormBodyTests {
  @Test("a form is written as a browser writes it")
  func written() throws {
    let form = UploadForm(
      fields: [Field("key", "a\r\nb")], file: FormFile(name: "C:\\\"cat\".webm", contentType: "video/webm"))
    let body = try FormBody(form, boundary: "b")
    let head = """
      --b\r
      Content-Disposition: form-data; name="key"\r
      \r
      a\r
      b\r
      --b\r
      Content-Disposition: form-data; name="file"; filename="C:\\\\\\"cat\\".webm"\r
      Content-Type: video/webm\r
      \r

      """
    #expect(body.contentType == "multipart/form-data; boundary=b")
    #expect(body.head == Array(head.utf8) && body.tail == Array("\r\n--b--\r\n".utf8))
    #expect(try FormBody(UploadForm(), boundary: "b").tail == Array("--b--\r\n".utf8))
  }

  @Test(
    "a form that a body cannot hold is rejected",
    arguments: [
      (Field("a", "x\r\n--b"), nil, "b"), (Field("--b", ""), nil, "b"), (Field("a\r\nb", ""), nil, "b"),
      (Field("a\0", ""), nil, "b"), (Field("File", ""), nil, "b"), (Field("a", ""), FormFile(name: "\n"), "b"),
      (Field("a", ""), FormFile(contentType: "\r\nX: y"), "b"), (Field("a", ""), nil, ""), (Field("a", ""), nil, "a;b"),
      (Field("a", ""), nil, "a\"b"), (Field("a", ""), nil, " b"), (Field("a", ""), nil, "a\r\nb"),
    ] as [(Field, FormFile?, Text)])
  func rejected(field: Field, file: FormFile?, boundary: Text) {
    #expect(throws: Rejection.self) { try FormBody(UploadForm(fields: [field], file: file), boundary: boundary) }
  }
}
