extension Catalogue {
  /// The rules for the upload form on the wire, `multipart/form-data`, and for S3's response to it.
  public static let form = Subject(name: "Form", sections: [formWireRules, formFieldRules, formResponseRules])

  static let formWireRules = Section(
    title: "The body",
    requirements: [
      Requirement(
        "FRM-001", .must, title: "The body is `multipart/form-data`",
        text:
          "A request whose `Content-Type` is not `multipart/form-data` is rejected with `412 PreconditionFailed`. The case of the type does not matter.",
        reason: "`fetch()` with a string or a `URLSearchParams` sends another type, and S3 rejects the upload.",
        evidence: .init(.recorded, "test_post_object_with_wrong_content_type, 2026-02-21")),
      Requirement(
        "FRM-002", .must, title: "The boundary comes from the `Content-Type`",
        text:
          "The boundary is the `boundary` parameter of the `Content-Type`, quoted or not, possibly among other parameters and white space. It is case-sensitive, and apostrophes are part of it. Without a boundary, or if the body does not contain it, the body is malformed: status 400.",
        reason: "Clients that set `Content-Type` themselves forget the boundary.",
        evidence: .init(
          .documented,
          "RFC 2046 5.1.1; Error Responses: `MalformedPOSTRequest`; S3's response quoted in benefitcloud/ember-uploader #91: `MalformedPOSTRequest` without a boundary"
        )),
      Requirement(
        "FRM-003", .must, title: "Preamble and epilogue are ignored",
        text: "Bytes before the first delimiter and after the closing delimiter belong to no part.",
        reason: "The RFC allows a preamble and an epilogue, and clients send them.",
        evidence: .init(.documented, "RFC 2046 5.1.1")),
      Requirement(
        "FRM-004", .must, title: "A delimiter is a line of its own",
        text:
          "A part ends at a delimiter: CRLF, `--`, the boundary, then either `--` or optional spaces and tabs and CRLF. A boundary in the middle of a line, or with anything else after it, is data.",
        reason: "A video can contain any bytes, including those of the boundary.",
        evidence: .init(.documented, "RFC 2046 5.1.1")),
      Requirement(
        "FRM-005", .must, title: "Lines end with CRLF",
        text: "Delimiters and headers end with CRLF. A bare LF ends neither.",
        reason: "If two parsers disagree about where a line ends, an attacker can smuggle fields past one of them.",
        evidence: .init(.documented, "RFC 2046 4.1.1")),
      Requirement(
        "FRM-006", .must, title: "A truncated body is rejected",
        text: "A body that ends before its closing delimiter is rejected with status 400, and nothing is stored.",
        reason: "Half a video must not be taken for a whole one.",
        evidence: .init(.documented, "Error Responses: `IncompleteBody`, `MalformedPOSTRequest`")),
      Requirement(
        "FRM-007", .must, .reference, title: "Any split gives the same result, in constant memory",
        text: "The result does not depend on how the bytes arrive, and memory does not grow with the file.",
        reason: "A 90 MB video arrives in thousands of pieces.",
        evidence: .init(.computed, "a property and a named test"),
        test: "a form of 90 MB is read in constant memory"),
    ])

  static let formFieldRules = Section(
    title: "Fields and file",
    requirements: [
      Requirement(
        "FRM-010", .must, title: "Every part has a name",
        text:
          "A part's name is the `name` parameter of its `Content-Disposition: form-data`, a quoted string or a token. The case of header names and of the disposition does not matter. The name is kept byte for byte, with its case, brackets, dots and spaces. A part without a name makes the body malformed: status 400.",
        reason:
          "Conditions refer to fields by name, so a form with a misread name passes or fails the wrong condition at S3.",
        evidence: .init(.documented, "RFC 7578 4.2")),
      Requirement(
        "FRM-011", .must, title: "Quoted strings in part headers",
        text:
          "In a quoted name or file name, a backslash before `\"` or `\\` stands for that character. `%22`, `%0D` and `%0A` stay as they are. Semicolons and equals signs inside the quotation marks are ordinary characters.",
        reason:
          "A parser that splits at every semicolon takes part of a file name for a parameter, and the upload gets a wrong key.",
        evidence: .init(
          .documented, "RFC 2183; RFC 822, quoted-pair; WHATWG HTML: multipart/form-data encoding algorithm")),
      Requirement(
        "FRM-012", .must, title: "File names beyond ASCII",
        text:
          "`filename` is read as UTF-8 bytes, which are not normalized. RFC 7578 forbids `filename*`; how S3 reads it is not known. In the contested cases it takes precedence.",
        reason: "Browsers write UTF-8.", evidence: .init(.documented, "RFC 7578 4.2, 5.1")),
      Requirement(
        "FRM-013", .must, title: "Values are bytes",
        text:
          "A field's value is all bytes between the empty line after its headers and the CRLF of the delimiter, including line breaks and bytes that are not UTF-8.",
        reason:
          "The policy is checked against the value. Trimming would change it, and the answer would differ from S3's.",
        evidence: .init(.documented, "RFC 7578 4.2, 4.3")),
      Requirement(
        "FRM-014", .must, title: "The file is the part named `file`",
        text: "The part named `file` is the file, with or without a file name.",
        reason: "S3 also stores a field of that name that is sent as a string.",
        evidence: .init(.recorded, "test_post_object_with_file_as_string, 2026-02-21")),
      Requirement(
        "FRM-015", .must, title: "Fields after the file are ignored",
        text: "Fields that follow the file are ignored.",
        reason: "S3 has decided by then, so a field after the file must change nothing.",
        evidence: .init(.documented, "Creating an HTML form: the file must be the last field")),
      Requirement(
        "FRM-016", .must, title: "At most 20 KB come before the file",
        text:
          "If more than 20480 bytes of the body come before the file's content, the form is rejected with `400 MaxPostPreDataLengthExceeded`. Delimiters and the headers of parts count like names and values. In a form without a file, everything up to the end of the closing delimiter counts.",
        reason: "Fields are held in memory, so one client could exhaust the server's memory.",
        evidence: .init(
          .documented,
          "Creating an HTML form: form data and boundaries, excluding the contents of the file, must not exceed 20 KB; S3's response quoted in benefitcloud/ember-uploader #45: `MaxPostPreDataLengthBytes` 20480"
        )),
      Requirement(
        "FRM-017", .must, title: "The order of fields is kept",
        text: "Fields are passed on in the order in which they arrive, including repeated names.",
        reason:
          "The parser does not decide which of two fields with the same name wins, because an attacker could use the difference from S3.",
        evidence: .init(.computed, "RFC 7578 5.2: order is meaningful")),
      Requirement(
        "FRM-018", .should, title: "Ambiguous names are rejected",
        text:
          "A part with a parameter `name*`, or with a `filename*` whose decoded value has a control character, makes the body malformed. Neither occurs in the forms of browsers.",
        reason:
          "`${filename}` would carry NUL and line breaks into the key, and two parsers could read different names for one field.",
        evidence: .init(.documented, "RFC 7578 4.2: `filename*` must not be used")),
      Requirement(
        "FRM-019", .must, title: "A delimiter is found even if it crosses the end of a buffer",
        text:
          "A delimiter that crosses the end of a read buffer, for example at byte 4096 or 65536 of the body, is found like any other. Bytes that only begin like a delimiter are data.",
        reason: "Servers read a body in blocks. A search in each block alone misses a delimiter that crosses two.",
        evidence: .init(.documented, "RFC 2046 5.1.1: a delimiter is the same wherever it lies")),
    ])

  static let formResponseRules = Section(
    title: "The response",
    requirements: [
      Requirement(
        "FRM-030", .must, title: "201 has an XML body",
        text:
          "A 201 response has an XML body `PostResponse` with `Location`, `Bucket`, `Key` and `ETag`, and the headers `Location` and `ETag`. A `Content-Length`, if there is one, is the length of this body in bytes.",
        reason: "Flash and browser code reads the key from it.",
        evidence: .init(.recorded, "test_post_object_with_unicode_metadata, 2026-02-21")),
      Requirement(
        "FRM-031", .must, title: "A redirect names the stored object",
        text:
          "The `Location` of a 303 response is `success_action_redirect` with `bucket`, `key` and `etag` added to its query, encoded as in a URL: a space is `%20` or `+`.",
        reason: "The page at that URL uses them to find the object.",
        evidence: .init(.documented, "Creating an HTML form: `success_action_redirect`")),
      Requirement(
        "FRM-032", .must, title: "200 and 204 have no body",
        text: "Responses with status 200 or 204 have no body, and carry `Location` and `ETag`.",
        reason: "A client must not wait for a body that never comes.",
        evidence: .init(.documented, "Creating an HTML form: `success_action_status`")),
      Requirement(
        "FRM-033", .must, title: "Errors are XML",
        text:
          "The body of an error response is an XML `Error` with `Code` and `Message`, with their text escaped. A `Content-Length`, if there is one, is the length of this body in bytes.",
        reason: "A file name in a message must not become markup that a browser runs.",
        evidence: .init(.documented, "Error Responses, REST error responses")),
    ])
}
