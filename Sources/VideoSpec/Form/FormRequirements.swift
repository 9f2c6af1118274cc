extension Catalogue {
  /// The upload form on the wire, multipart/form-data, and S3's answer to it.
  public static let form = Subject(name: "Form", sections: [formWireRules, formFieldRules, formAnswerRules])

  static let formWireRules = Section(
    title: "The body",
    requirements: [
      Requirement(
        "FRM-001", .must, title: "The body is multipart/form-data",
        text:
          "A request whose Content-Type is not multipart/form-data, whatever its case, is answered with 412 PreconditionFailed.",
        reason: "fetch() with a string or a URLSearchParams sends something else.",
        evidence: .init(.recorded, "test_post_object_with_wrong_content_type, 2026-02-21")),
      Requirement(
        "FRM-002", .must, title: "The boundary is the Content-Type's",
        text:
          "The boundary is the parameter of that name, quoted or not, its case kept, among other parameters and white space. Without one, or with one of more than 70 characters, the body is malformed: 400.",
        reason: "Clients that set Content-Type themselves forget it.",
        evidence: .init(.documented, "RFC 2046 5.1.1; Error Responses: MalformedPOSTRequest")),
      Requirement(
        "FRM-003", .must, title: "What stands before and after is ignored",
        text: "Bytes before the first delimiter and after the closing one belong to no part.",
        reason: "Preamble and epilogue are allowed, and clients send them.",
        evidence: .init(.documented, "RFC 2046 5.1.1")),
      Requirement(
        "FRM-004", .must, title: "A delimiter is a line of its own",
        text:
          "A part ends at CRLF, '--', the boundary, and nothing else but spaces and tabs before the CRLF, or '--'. The boundary within a line, or with more behind it, is data.",
        reason: "A video may hold any bytes, also those of the boundary.",
        evidence: .init(.documented, "RFC 2046 5.1.1")),
      Requirement(
        "FRM-005", .must, title: "Lines end with CRLF",
        text: "Delimiters and headers end with CR LF; a bare LF ends neither.",
        reason: "What one reader takes for a line and another does not is how fields are smuggled.",
        evidence: .init(.documented, "RFC 2046 4.1.1")),
      Requirement(
        "FRM-006", .must, title: "A body that is cut off",
        text: "A body that ends before its closing delimiter is answered with 400, and nothing is stored.",
        reason: "Half a video must not pass for a whole one.",
        evidence: .init(.documented, "Error Responses: IncompleteBody, MalformedPOSTRequest")),
      Requirement(
        "FRM-007", .must, .reference, title: "Any split, constant memory",
        text: "However the bytes arrive the result is the same, and memory does not grow with the file.",
        reason: "A 90 MB video comes in thousands of pieces.",
        evidence: .init(.computed, "property and named test"),
        test: "a form of 90 MB is read in constant memory"),
    ])

  static let formFieldRules = Section(
    title: "Fields and file",
    requirements: [
      Requirement(
        "FRM-010", .must, title: "A part's name",
        text:
          "A part's name is the name parameter of its Content-Disposition form-data, quoted or a token; header names and the disposition count without case. A part without one makes the body malformed: 400.",
        reason: "The name is what the policy is about.",
        evidence: .init(.documented, "RFC 7578 4.2")),
      Requirement(
        "FRM-011", .must, title: "Quoted strings",
        text:
          "In a quoted name or file name a backslash before '\"' or a backslash stands for that character; '%22', '%0D' and '%0A' stay as they are; semicolons and equals signs inside are characters.",
        reason: "A parser that splits at every semicolon takes part of a file name for a parameter.",
        evidence: .init(.documented, "RFC 2183, RFC 822 quoted-pair; WHATWG HTML multipart/form-data encoding")),
      Requirement(
        "FRM-012", .must, title: "File names beyond ASCII",
        text: "filename is taken as UTF-8 bytes; filename* of RFC 5987, where it stands, wins over filename.",
        reason: "Browsers write UTF-8; some libraries write filename*.",
        evidence: .init(.documented, "RFC 7578 4.2, 5.1; RFC 5987, RFC 6266 4.3")),
      Requirement(
        "FRM-013", .must, title: "Values are bytes",
        text:
          "A field's value is the bytes between its headers' empty line and the delimiter's CRLF, line breaks and bytes that are not UTF-8 included.",
        reason: "A policy compares the value; trimming it changes it.",
        evidence: .init(.documented, "RFC 7578 4.2, 4.3")),
      Requirement(
        "FRM-014", .must, title: "The file is the part named file",
        text: "The part named 'file', with or without a file name, is the file.",
        reason: "S3 stores a field of that name given as a string, too.",
        evidence: .init(.recorded, "test_post_object_with_file_as_string, 2026-02-21")),
      Requirement(
        "FRM-015", .must, title: "What follows the file is ignored",
        text: "Fields after the file, and further files, are ignored.",
        reason: "S3 has decided by then: a field after the file must change nothing.",
        evidence: .init(.documented, "Creating an HTML form: the file must be the last field")),
      Requirement(
        "FRM-016", .must, title: "Fields have at most 20 KB",
        text:
          "Fields before the file of 20000 bytes in all are accepted; of more than 20480 they are answered with 400 MaxPostPreDataLengthExceeded.",
        reason: "Fields are held in memory.",
        evidence: .init(
          .documented,
          "Creating an HTML form: the form data must not exceed 20 KB; Error Responses: MaxPostPreDataLengthExceeded")),
      Requirement(
        "FRM-017", .must, title: "The order of fields is kept",
        text: "Fields are given on in the order in which they came, repeated names included.",
        reason: "Which of two fields wins is a decision, and not the parser's.",
        evidence: .init(.computed, "RFC 7578 5.2: order is meaningful")),
    ])

  static let formAnswerRules = Section(
    title: "The answer",
    requirements: [
      Requirement(
        "FRM-030", .must, title: "201 has a body",
        text:
          "The answer 201 has an XML body PostResponse with Location, Bucket, Key and ETag, and the headers Location and ETag.",
        reason: "Flash and browser code reads the key from it.",
        evidence: .init(.recorded, "test_post_object_with_unicode_metadata, 2026-02-21")),
      Requirement(
        "FRM-031", .must, title: "A redirect says what was stored",
        text:
          "A 303 answer's Location is success_action_redirect with bucket, key and etag added to its query, encoded.",
        reason: "The page that follows finds the object by them.",
        evidence: .init(.documented, "Creating an HTML form: success_action_redirect")),
      Requirement(
        "FRM-032", .must, title: "200 and 204 have none",
        text: "The answers 200 and 204 have no body, and carry Location and ETag.",
        reason: "An empty answer must not be waited for.",
        evidence: .init(.documented, "Creating an HTML form: success_action_status")),
      Requirement(
        "FRM-033", .must, title: "Errors are XML",
        text: "A refusal's body is an XML Error with Code and Message, its text escaped.",
        reason: "A file name in a message must not become markup.",
        evidence: .init(.documented, "REST Error Responses")),
    ])
}
