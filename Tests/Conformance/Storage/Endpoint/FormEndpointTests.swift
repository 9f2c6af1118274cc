import ReferenceImpl
import S3Endpoint
import Testing
import VideoSpec

/// Forms and pages of other origins.
struct FormEndpointTests {
  @Test(
    "a form stores its file, and gets the response that it asks for", .timeLimit(.minutes(60)),
    arguments: [(nil, 204), ("200", 200), ("201", 201)] as [(Text?, Int)])
  func form(asked: Text?, status: Int) throws {
    let fixture = try LoopbackEndpoint()
    let answer = try fixture.post(fields: asked.map { [Field("success_action_status", $0)] } ?? [])
    #expect(answer.status == status)
    #expect(answer.header("etag") == "\"5d41402abc4b2a76b9719d911017c592\"")
    #expect(answer.header("location") == fixture.server.origin + "/videos/clip.webm")
    if status == 201 { #expect(answer.document?.value("Key") == "clip.webm") }
    let get = try fixture.send("GET", "/videos/clip.webm")
    #expect(get.body == "hello" && get.header("content-type") == "video/webm")
  }

  @Test("a key that no URL can name is refused", .timeLimit(.minutes(60)))
  func keyOfBytes() throws {
    let fixture = try LoopbackEndpoint()
    let request = PostPolicyRequest.recording(
      bucket: "videos", key: "u/${filename}", location: .endpoint(fixture.server))
    let answer = try fixture.post(request, fileName: Text(bytes: Array("caf".utf8) + [0xE9]))
    #expect(answer.status == 400 && answer.code == "InvalidArgument")
    #expect(answer.header("x-video-spec-rule") == "STO-056")
  }

  @Test(
    "a refused form names its cause, and a page that cannot read the response is warned about", .timeLimit(.minutes(60))
  )
  func explanations() throws {
    let fixture = try LoopbackEndpoint()
    let other = try fixture.post { form in
      for index in form.indices where form[index].name == "Content-Type" { form[index].value = "video/mp4" }
    }
    #expect(other.status == 403 && other.header("x-video-spec-cause") == "field-begins-otherwise")
    #expect(other.header("x-video-spec-explanation")?.string.contains("video/mp4") == true)
    let page = try fixture.post(headers: [HeaderField("Origin", "https://app.example.com")])
    #expect(page.status == 204)
    #expect(page.header("x-video-spec-warning")?.string.contains("allows POST from https://app.example.com") == true)
    let own = try fixture.post(headers: [HeaderField("Origin", fixture.server.origin)])
    #expect(own.status == 204 && own.header("x-video-spec-warning") == nil)
  }

  @Test("a form with a wrong signature stores nothing", .timeLimit(.minutes(60)))
  func wrongForm() throws {
    let fixture = try LoopbackEndpoint()
    let answer = try fixture.post { form in
      for index in form.indices where form[index].name == "x-amz-signature" { form[index].value = "00" }
    }
    #expect(answer.status == 403 && answer.code == "SignatureDoesNotMatch")
    #expect(answer.document?.value("SignatureProvided") == "00")
    let extra = try fixture.post { $0.append(Field("Cache-Control", "no-store")) }
    #expect(extra.status == 403)
    #expect(extra.document?.value("Message") == "Invalid according to Policy: Extra input fields: cache-control")
    #expect(try fixture.send("GET", "/videos/clip.webm").status == 404)
  }

  @Test("preflights and responses follow the bucket's rules for other origins", .timeLimit(.minutes(60)))
  func crossOrigin() throws {
    let fixture = try LoopbackEndpoint()
    func preflight(_ origin: Text, _ method: Text) throws -> S3Answer {
      let headers = [
        HeaderField("Origin", origin), HeaderField("Access-Control-Request-Method", method),
        HeaderField("Access-Control-Request-Headers", "Content-Type"),
      ]
      return try fixture.send(S3Exchange(method: "OPTIONS", target: "/videos/k", headers: headers, body: ""))
    }
    let closed = try preflight("https://app.example.com", "PUT")
    #expect(closed.status == 403)
    #expect(closed.document?.value("Message") == "CORSResponse: CORS is not enabled for this bucket.")
    #expect(closed.header("x-video-spec-rule") == "STO-152" && closed.header("x-video-spec-cause") == "cors-rejected")
    let origin = [HeaderField("Origin", "https://a.example"), HeaderField("Access-Control-Request-Method", "PUT")]
    let missing = try fixture.send(
      S3Exchange(method: "OPTIONS", target: "/missing/k?X-Amz-Signature=0", headers: origin, body: ""))
    #expect(missing.header("x-video-spec-rule") == "STO-152")
    let long = Text(String(repeating: " ", count: 64 << 10))
    let tooLong = try fixture.send("PUT", "/videos?cors", [], "<CORSConfiguration>" + long)
    #expect(tooLong.status == 400 && tooLong.code == "MaxMessageLengthExceeded")
    let rules: Text = """
      <CORSConfiguration><CORSRule><AllowedOrigin>https://*.example.com</AllowedOrigin><AllowedMethod>PUT</AllowedMethod>\
      <AllowedHeader>*</AllowedHeader><ExposeHeader>ETag</ExposeHeader><MaxAgeSeconds>300</MaxAgeSeconds></CORSRule>\
      </CORSConfiguration>
      """
    #expect(try fixture.send("PUT", "/videos?cors", [], rules).status == 200)
    let open = try preflight("https://app.example.com", "PUT")
    #expect(open.status == 200)
    #expect(open.header("access-control-allow-origin") == "https://app.example.com")
    #expect(open.header("access-control-allow-headers") == "content-type")
    #expect(open.header("access-control-max-age") == "300")
    #expect(try preflight("https://app.example.com", "DELETE").status == 403)
    #expect(try preflight("https://example.org", "PUT").status == 403)
    // A page has to be able to read why its upload was refused.
    let refused = try fixture.send(
      S3Exchange(
        method: "PUT", target: "/videos/k", headers: [HeaderField("Origin", "https://app.example.com")], body: "x"))
    #expect(refused.status == 403 && refused.header("access-control-allow-origin") == "https://app.example.com")
    #expect(refused.header("access-control-expose-headers") == "ETag")
    #expect(try fixture.send("DELETE", "/videos?cors").status == 204)
    #expect(try fixture.send("GET", "/videos?cors").code == "NoSuchCORSConfiguration")
  }
}

extension LoopbackEndpoint {
  /// Posts the file `hello` as `clip.webm` with a form that was just signed.
  func post(
    fields: [Field] = [], headers: [HeaderField] = [], changing change: (inout [Field]) -> Void = { _ in }
  ) throws -> S3Answer {
    var request = PostPolicyRequest.recording(bucket: "videos", key: "clip.webm", location: .endpoint(server))
    request.fields += fields
    request.conditions += fields.map { .exact(name: $0.name, value: $0.value) }
    return try post(request, headers, changing: change)
  }

  /// Posts the file `hello` with a form that was just signed.
  func post(
    _ request: PostPolicyRequest, _ headers: [HeaderField] = [], fileName: Text = "a",
    changing change: (inout [Field]) -> Void = { _ in }
  ) throws -> S3Answer {
    var form = try signer.presignedPost(for: request, at: Self.now).form.fields
    change(&form)
    var body = Text()
    for field in form {
      body = body + "--b\r\nContent-Disposition: form-data; name=\"" + field.name + "\"\r\n\r\n" + field.value + "\r\n"
    }
    body =
      body + "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + fileName
      + "\"\r\n\r\nhello\r\n--b--\r\n"
    return try send(
      S3Exchange(
        method: "POST", target: "/videos",
        headers: [HeaderField("Content-Type", "multipart/form-data; boundary=b")] + headers, body: body))
  }
}
