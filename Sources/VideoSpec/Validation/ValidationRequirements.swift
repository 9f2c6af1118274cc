extension Catalogue {
  /// What was stored, held against what was asked for: media types, limits, and the decision.
  public static let validation = Subject(
    name: "Validation", sections: [mediaTypeRules, limitRules, decisionRules, storeRules])

  static let mediaTypeRules = Section(
    title: "Media types",
    requirements: [
      Requirement(
        "VAL-001", .must, title: "A media type is two tokens",
        text:
          "A media type is a type, '/', and a subtype, both not empty and of HTTP token characters; what follows a ';' are parameters. Anything else is no media type.",
        reason: "A lenient reader sees a video where a browser sees none.",
        evidence: .init(.documented, "WHATWG MIME Sniffing 4.4, steps 3 to 9")),
      Requirement(
        "VAL-002", .must, title: "White space around is dropped",
        text:
          "Spaces, tabs, carriage returns and line feeds before and after the whole, and after the subtype, do not count; before a parameter's name and after an unquoted value neither.",
        reason: "Headers are joined and folded on their way.",
        evidence: .init(.documented, "WHATWG MIME Sniffing 4.4, steps 1, 8 and 11.2")),
      Requirement(
        "VAL-003", .must, title: "Types and names have no case",
        text: "Type, subtype and parameters' names are read in lower case; values keep theirs.",
        reason: "Video/WebM is a legitimate upload that a comparison of bytes refuses.",
        evidence: .init(.documented, "WHATWG MIME Sniffing 4.4, steps 10 and 11.4")),
      Requirement(
        "VAL-004", .must, title: "The first of equal parameters counts",
        text: "A parameter whose name was there already is ignored.",
        reason: "Two readers of one header would see two codecs.",
        evidence: .init(.documented, "WHATWG MIME Sniffing 4.4, step 11.10")),
      Requirement(
        "VAL-005", .must, title: "Quoted values",
        text:
          "A value that begins with '\"' ends at the next one that no '\\' stands before; '\\' gives way to the character after it; what follows up to the next ';' is ignored. Without an end it reaches to the header's, a lone '\\' there included.",
        reason: "Browsers write codecs=\"vp8,opus\".",
        evidence: .init(.documented, "WHATWG MIME Sniffing 4.4, step 11.8; Fetch, collect an HTTP quoted string")),
      Requirement(
        "VAL-006", .must, title: "A malformed parameter is passed over",
        text:
          "A parameter without '=', with an empty or impossible name, with an empty unquoted value, or one with a control character other than a tab, is ignored, and the media type stands. Other values are kept, also those that are no tokens: vp8,opus.",
        reason: "Browsers produce what RFC 9110 forbids, video/webm;codecs=vp8,opus, and it is a video all the same.",
        evidence: .init(.documented, "WHATWG MIME Sniffing 4.4, steps 11.5 to 11.10")),
      Requirement(
        "VAL-007", .must, title: "Serialized, values are quoted where they have to be",
        text:
          "A media type is written as type/subtype and ;name=value for each parameter, the value in '\"' with '\"' and '\\' escaped where it is empty or no token.",
        reason: "What is read back must be what was written.",
        evidence: .init(.documented, "WHATWG MIME Sniffing 4.5")),
    ])

  static let limitRules = Section(
    title: "Limits",
    requirements: [
      Requirement(
        "VAL-010", .must, title: "Three variables are the limits",
        text:
          "S3_BUCKET_NAME_VIDEO, MAX_VIDEO_FILESIZE and ALLOW_VIDEO_MIME_TYPE give the bucket, the largest size in bytes and the one media type. A missing or empty one is refused at start, by name.",
        reason: "A limit that silently has a default is none.",
        evidence: .init(.documented, "S0: the environment variables")),
      Requirement(
        "VAL-011", .must, title: "A size is a number, or a product",
        text:
          "MAX_VIDEO_FILESIZE is decimal digits (90000000), a product of two such numbers, or a number times a power: 90 * 10**6. 90 MB are 90,000,000 bytes.",
        reason: "S0 writes it so; read as 90, or as 94,371,840, it refuses or accepts the wrong videos.",
        evidence: .init(.documented, "S0: MAX_VIDEO_FILESIZE = 90 * 10**6")),
      Requirement(
        "VAL-012", .must, title: "A size out of bounds or of another form is refused",
        text:
          "Below 1, beyond 5 GiB (the largest single upload), with a sign, a fraction, a unit, a comment or white space around: refused, naming MAX_VIDEO_FILESIZE.",
        reason: "It fails at the start of the service or at every upload.",
        evidence: .init(.documented, "S0; Uploading objects: up to 5 GB in a single operation")),
      Requirement(
        "VAL-013", .must, title: "The media type is one, without parameters",
        text:
          "ALLOW_VIDEO_MIME_TYPE is one media type without parameters and without '*', given out in lower case. Else it is refused by name.",
        reason: "It becomes the policy's prefix, which has case, and the validator's comparison, which has none.",
        evidence: .init(.documented, "S0: ALLOW_VIDEO_MIME_TYPE; WHATWG MIME Sniffing 4.4")),
      Requirement(
        "VAL-014", .must, title: "Quotation marks are refused with a hint",
        text: "A value in quotation marks, straight or curly, is refused by name, and the message says so.",
        reason: "S0's own text has curly ones: copied, no browser's type ever begins with them.",
        evidence: .init(.documented, "S0: ALLOW_VIDEO_MIME_TYPE = “video/webm”")),
      Requirement(
        "VAL-015", .must, title: "The bucket's name is one",
        text: "S3_BUCKET_NAME_VIDEO is a bucket name that S3 takes (SIG-193), else refused by name.",
        reason: "It fails at the start of the service or at every upload.",
        evidence: .init(.documented, "Bucket naming rules")),
    ])

  static let decisionRules = Section(
    title: "The decision",
    requirements: [
      Requirement(
        "VAL-020", .must, title: "Size and type are the store's",
        text:
          "Size, media type and ETag are those of the store's answer to HEAD, and are given out, also when they are not allowed.",
        reason: "A client says what it likes.",
        evidence: .init(.documented, "S0: validate_video gets size and type from the storage key")),
      Requirement(
        "VAL-021", .must, title: "A missing object is missing, and nothing else",
        text: "On 404 the one violation is ObjectMissing, and size, type and ETag are absent.",
        reason:
          "A size of 0 would be a lie. (A missing bucket is answered with 404, too, and a HEAD has no body to tell: whether there is the bucket is to be asked at start.)",
        evidence: .init(.documented, "S0: 動画が存在しない; HeadObject: 404")),
      Requirement(
        "VAL-022", .must, title: "An empty object is refused", text: "A size of 0 is ObjectEmpty.",
        reason: "S0's policy forbids it and its validation forgets it; objects come by other ways than the form.",
        evidence: .init(.documented, "S0: content-length-range from 1")),
      Requirement(
        "VAL-023", .must, title: "The limit is inclusive, and decimal",
        text: "A size of the limit passes; one byte more is ObjectTooLarge.",
        reason: "90 MiB are 4,371,840 bytes more than 90 MB.",
        evidence: .init(.documented, "S0: 90 * 10**6; content-length-range is inclusive")),
      Requirement(
        "VAL-024", .must, title: "The essence is compared, without case",
        text:
          "The type passes when type and subtype are the prescribed ones, whatever their case and the parameters; else, also where it is missing or no media type, it is MediaTypeNotAllowed.",
        reason:
          "video/webmx begins like video/webm and comes through the policy; video/webm;codecs=vp9 is a legitimate upload.",
        evidence: .init(.documented, "S0: MIMETYPEが規定のTYPEでない; WHATWG MIME Sniffing 4.1, essence")),
      Requirement(
        "VAL-025", .must, title: "All that is wrong is said",
        text: "Every violation is given, not the first alone.",
        reason: "S0 promises both messages; users who fix one find the next.",
        evidence: .init(.documented, "S0: 下記メッセージのいずれかor両方が返される")),
      Requirement(
        "VAL-026", .must, title: "403 is no missing object",
        text: "When the store answers 403 nothing is known: StoreForbidden, never ObjectMissing.",
        reason:
          "Without s3:ListBucket a HEAD for a missing object is answered 403, and with a wrong key every HEAD is.",
        evidence: .init(.documented, "HeadObject: 403 if you don't have the s3:ListBucket permission")),
      Requirement(
        "VAL-027", .must, title: "Trouble of the store is no verdict",
        text:
          "5xx, 429 and no answer are StoreUnavailable; any other status, and a 200 whose Content-Length is not digits alone, once, up to 2⁶³-1, or whose ETag is not a strong one, once and not empty, StoreAnswerInvalid.",
        reason: "A video must not be given up because the store was slow.",
        evidence: .init(.documented, "Amazon S3 error responses: SlowDown, InternalError, PermanentRedirect")),
      Requirement(
        "VAL-028", .must, title: "The result is bound to the ETag",
        text:
          "Where an ETag was validated before, an object with another one, byte by byte, is ObjectReplaced.",
        reason: "A form can be used again until it expires, and replaces what was validated.",
        evidence: .init(.documented, "POST policies expire by time, not by use; HeadObject: ETag")),
      Requirement(
        "VAL-030", .must, title: "WebM by its first bytes",
        text:
          "On request, for video/webm: the object begins with an EBML header that is there whole, of known size, and whose one DocType is webm, else ContentNotAllowed.",
        reason: "The type is what the client said; players and transcoders go by the bytes.",
        evidence: .init(.documented, "RFC 8794 8.1 and 11.2; RFC 9559; WebM container guidelines: DocType webm")),
      Requirement(
        "VAL-031", .must, title: "MP4 by its first bytes",
        text:
          "On request, for video/mp4: the object begins with a whole box of type ftyp with a brand, else ContentNotAllowed. (The standard lets a file without one be read as mp41; no recorder makes such.)",
        reason: "As for WebM.", evidence: .init(.documented, "ISO/IEC 14496-12 4.3")),
      Requirement(
        "VAL-032", .must, title: "A check that is not known is refused",
        text:
          "Where the content is to be checked for a type other than these two, the request is refused, before the store's answer is looked at.",
        reason: "A check that silently passes is none.",
        evidence: .init(.computed, "no signature of another type is specified here")),
    ])

  static let storeRules = Section(
    title: "Asking the store",
    requirements: [
      Requirement(
        "VAL-040", .must, .reference, title: "The store is asked by a signed HEAD",
        text: "The object's description is the answer to a HEAD request that the reference's own signer signed.",
        reason: "It is the store that knows.", evidence: .init(.documented, "HeadObject"),
        test: "a HEAD signed by our signer finds what is stored"),
      Requirement(
        "VAL-041", .must, .reference, title: "5xx and broken connections are tried again",
        text:
          "An answer of 5xx or 429, a broken connection and a time-out are tried again, a limited number of times, each after a random wait whose bound doubles; no other answer is.",
        reason: "A store is slow for a second, and a video is lost.",
        evidence: .init(.documented, "Amazon S3 best practices: timeouts and retries"),
        test: "5xx, broken connections and time-outs are tried again, later each time"),
    ])
}
