extension Catalogue {
  /// The rules for checking a stored object against the limits: media types, limits, the decision, and the store.
  public static let validation = Subject(
    name: "Validation", sections: [mediaTypeRules, limitRules, decisionRules, storeRules])

  static let mediaTypeRules = Section(
    title: "Media types",
    requirements: [
      Requirement(
        "VAL-001", .must, title: "A media type is a type and a subtype",
        text:
          "A media type is a type, `/` and a subtype, where type and subtype are not empty and consist of HTTP token characters. Parameters follow after `;`. Anything else is not a media type.",
        reason: "A lenient parser sees a video type where a browser sees none.",
        evidence: .init(.documented, "WHATWG MIME Sniffing 4.4, steps 3 to 9")),
      Requirement(
        "VAL-002", .must, title: "Surrounding white space is ignored",
        text:
          "Spaces, tabs, carriage returns and line feeds are ignored before and after the whole value, after the subtype, before a parameter's name, and after an unquoted parameter value.",
        reason:
          "Headers are joined and folded in transit, and a video whose type was changed by that would be rejected.",
        evidence: .init(.documented, "WHATWG MIME Sniffing 4.4, steps 1, 8 and 11.2")),
      Requirement(
        "VAL-003", .must, title: "Types and parameter names are case-insensitive",
        text:
          "The type, the subtype and the parameter names are converted to lower case. Parameter values keep their case.",
        reason: "`Video/WebM` is a legitimate upload that a byte comparison would reject.",
        evidence: .init(.documented, "WHATWG MIME Sniffing 4.4, steps 10 and 11.4")),
      Requirement(
        "VAL-004", .must, title: "The first of several equal parameters counts",
        text: "A parameter is ignored if its name has already occurred.",
        reason:
          "Otherwise two readers of one header could see different codecs, and a browser could not play the video.",
        evidence: .init(.documented, "WHATWG MIME Sniffing 4.4, step 11.10")),
      Requirement(
        "VAL-005", .must, title: "Quoted values",
        text:
          "A value that begins with `\"` ends at the next unescaped `\"`. `\\` escapes the character after it: the `\\` is removed and the character is kept. Anything between the closing `\"` and the next `;` is ignored. Without a closing `\"` the value extends to the end of the header, and a lone `\\` at that end is kept.",
        reason: "Browsers send `codecs=\"vp8,opus\"`.",
        evidence: .init(.documented, "WHATWG MIME Sniffing 4.4, step 11.8; Fetch: collect an HTTP quoted string")),
      Requirement(
        "VAL-006", .must, title: "Malformed parameters are ignored",
        text:
          "A parameter is ignored if it has no `=`, an empty or invalid name, an empty unquoted value, or a value that contains a control character other than a tab. The media type stays valid. All other values are kept, including values that are not tokens, such as `vp8,opus`.",
        reason: "Browsers send `video/webm;codecs=vp8,opus`, which RFC 9110 forbids but which is still a video.",
        evidence: .init(.documented, "WHATWG MIME Sniffing 4.4, steps 11.5 to 11.10")),
      Requirement(
        "VAL-007", .must, title: "Serialized values are quoted where necessary",
        text:
          "A media type is serialized as `type/subtype` followed by `;name=value` for each parameter. A value that is empty or not a token is enclosed in `\"`, with `\"` and `\\` escaped.",
        reason:
          "Parsing the serialized form has to return the same media type, or a video that was accepted is rejected later.",
        evidence: .init(.documented, "WHATWG MIME Sniffing 4.5")),
    ])

  static let limitRules = Section(
    title: "Limits",
    requirements: [
      Requirement(
        "VAL-010", .must, title: "Three environment variables set the limits",
        text:
          "`S3_BUCKET_NAME_VIDEO`, `MAX_VIDEO_FILESIZE` and `ALLOW_VIDEO_MIME_TYPE` set the bucket, the maximum size in bytes and the one allowed media type. A missing or empty variable is rejected at startup, and the error names it.",
        reason: "A limit with a silent default is not a limit: the backend would accept uploads that nobody allowed.",
        evidence: .init(.documented, "Docs/Systems.md, Recording: the environment variables")),
      Requirement(
        "VAL-011", .must, title: "The maximum size is a number or a product",
        text:
          "`MAX_VIDEO_FILESIZE` is a number in ASCII digits (`90000000`), a product of two such numbers, or a number times a power (`90 * 10**6`). 90 MB are 90,000,000 bytes.",
        reason:
          "The recording system is configured with `90 * 10**6`. Reading that as 90, or as 94,371,840, rejects or accepts the wrong videos.",
        evidence: .init(.documented, "Docs/Systems.md, Recording: `MAX_VIDEO_FILESIZE = 90 * 10**6`")),
      Requirement(
        "VAL-012", .must, title: "Malformed and out-of-range sizes are rejected",
        text:
          "A size is rejected if it is below 1 or above 5 GiB (the largest single upload), or if it has a sign, a fraction, a unit, a comment or surrounding white space. The error names `MAX_VIDEO_FILESIZE`.",
        reason: "A wrong size fails either when the service starts or at every upload.",
        evidence: .init(
          .documented,
          "Docs/Systems.md, Recording; Uploading objects: up to 5 GB in a single operation; S3's response quoted in shmsoft/FreeeEd #158: `MaxSizeAllowed` 5368709120"
        )),
      Requirement(
        "VAL-013", .must, title: "One media type is allowed, without parameters",
        text:
          "`ALLOW_VIDEO_MIME_TYPE` is one media type without parameters and without `*`, and is returned in lower case. Any other value is rejected, and the error names the variable.",
        reason:
          "The value is used as the policy's prefix, which is case-sensitive, and in the validator's comparison, which is not. A wrong one makes S3 reject every upload.",
        evidence: .init(.documented, "Docs/Systems.md, Recording: `ALLOW_VIDEO_MIME_TYPE`; WHATWG MIME Sniffing 4.4")),
      Requirement(
        "VAL-014", .must, title: "Quotation marks are rejected with a hint",
        text:
          "A value in quotation marks, straight or curly, is rejected. The error names the variable and mentions the quotation marks.",
        reason:
          "The recording system's own description has curly quotation marks. If they are copied, no browser's media type ever matches.",
        evidence: .init(.documented, "Docs/Systems.md, Recording: `ALLOW_VIDEO_MIME_TYPE = “video/webm”`")),
      Requirement(
        "VAL-015", .must, title: "The bucket name is valid",
        text:
          "`S3_BUCKET_NAME_VIDEO` is a bucket name that S3 accepts (SIG-193). Any other value is rejected, and the error names the variable.",
        reason: "A wrong bucket name fails either when the service starts or at every upload.",
        evidence: .init(.documented, "General purpose bucket naming rules")),
    ])

  static let decisionRules = Section(
    title: "The decision",
    requirements: [
      Requirement(
        "VAL-020", .must, title: "Size and type come from the store",
        text:
          "The size, media type and ETag come from the store's response to a `HEAD` request. They are returned even if they are not allowed.",
        reason: "A client can claim anything.",
        evidence: .init(
          .documented, "Docs/Systems.md, Recording: `validate_video` gets size and type from the storage key")),
      Requirement(
        "VAL-021", .must, title: "A missing object has no other violation",
        text:
          "If the store responds with 404, the only violation is `ObjectMissing`, and size, media type and ETag are absent.",
        reason:
          "A size of 0 would be false. (S3 also responds with 404 if the bucket is missing, and the response to `HEAD` has no body that says which: check at startup that the bucket exists.)",
        evidence: .init(.documented, "Docs/Systems.md, Recording: the video does not exist; HeadObject: 404")),
      Requirement(
        "VAL-022", .must, title: "An empty object is a violation", text: "A size of 0 is the violation `ObjectEmpty`.",
        reason:
          "The recording system's policy forbids empty objects but its validation does not check for them, and objects can arrive without the form.",
        evidence: .init(.documented, "Docs/Systems.md, Recording: `content-length-range` from 1")),
      Requirement(
        "VAL-023", .must, title: "The size limit is inclusive and decimal",
        text: "A size equal to the limit passes. One byte more is the violation `ObjectTooLarge`.",
        reason:
          "90 MiB are 4,371,840 bytes more than 90 MB: the backend would accept uploads that the policy at S3 rejects.",
        evidence: .init(
          .documented,
          "Docs/Systems.md, Recording: `90 * 10**6`; POST Policy, Condition matching: `content-length-range` is inclusive"
        )),
      Requirement(
        "VAL-024", .must, title: "Media types are compared by essence, ignoring case",
        text:
          "The media type passes if its type and subtype are the allowed ones, ignoring case and parameters. Otherwise, including when it is missing or malformed, the violation is `MediaTypeNotAllowed`.",
        reason:
          "`video/webmx` begins like `video/webm` and passes the policy; `video/webm;codecs=vp9` is a legitimate upload.",
        evidence: .init(
          .documented,
          "Docs/Systems.md, Recording: the MIME type is not the prescribed one; WHATWG MIME Sniffing 4.1, essence")),
      Requirement(
        "VAL-025", .must, title: "All violations are reported",
        text: "Every violation is reported, not only the first.",
        reason: "The recording system promises both messages, and users who fix only the first one run into the next.",
        evidence: .init(.documented, "Docs/Systems.md, Recording: one or both of the messages are returned")),
      Requirement(
        "VAL-026", .must, title: "403 does not mean that the object is missing",
        text:
          "If the store responds with 403, nothing is known about the object: the error is `StoreForbidden`, never `ObjectMissing`.",
        reason:
          "Without `s3:ListBucket`, a `HEAD` request for a missing object gets 403; with wrong credentials, every `HEAD` request does.",
        evidence: .init(.documented, "HeadObject: 403 if you don't have the `s3:ListBucket` permission")),
      Requirement(
        "VAL-027", .must, title: "A store failure decides nothing",
        text:
          "Status 5xx, status 429 and no response are `StoreUnavailable`. Any other status except 200, 403 and 404 is `StoreResponseInvalid`, whatever headers it has. So is a 200 response unless it has exactly one `Content-Length`, of ASCII digits only and at most 2⁶³-1, and exactly one `ETag`, which is strong and not empty.",
        reason: "A video must not be discarded because the store was slow.",
        evidence: .init(.documented, "Error Responses: SlowDown, InternalError, PermanentRedirect")),
      Requirement(
        "VAL-028", .must, title: "The decision is bound to the ETag",
        text:
          "If an ETag was validated before, an object with a different ETag, compared byte by byte, is the violation `ObjectReplaced`.",
        reason: "A form can be used again until it expires, and each use replaces the validated object.",
        evidence: .init(.documented, "HeadObject: `ETag`; POST Policy, Expiration: a policy ends by time, not by use")),
      Requirement(
        "VAL-030", .must, title: "WebM content begins with an EBML header",
        text:
          "If a content check is requested for `video/webm`, the object begins with an EBML header of known size that ends within the bytes that are read, and whose only `DocType` is `webm`. Otherwise the violation is `ContentNotAllowed`.",
        reason: "The media type is only what the client claimed, while players and transcoders look at the bytes.",
        evidence: .init(.documented, "RFC 8794 8.1 and 11.2; RFC 9559; WebM container guidelines: `DocType` `webm`")),
      Requirement(
        "VAL-031", .must, title: "MP4 content begins with a file type box",
        text:
          "If a content check is requested for `video/mp4`, the object begins with a complete `ftyp` box that has a brand. Otherwise the violation is `ContentNotAllowed`. (The standard lets readers treat a file without this box as `mp41`, but no recorder produces one.)",
        reason: "The same as for WebM (VAL-030): a file that is no video would be played to users.",
        evidence: .init(.documented, "ISO/IEC 14496-12 4.3")),
      Requirement(
        "VAL-032", .must, title: "Unknown content checks are rejected",
        text:
          "A content check for any media type other than `video/webm` and `video/mp4` is rejected, before the store's response is examined.",
        reason: "A check that silently passes is not a check: the backend would trust a file that nobody looked at.",
        evidence: .init(.computed, "no file signature of another type is specified here")),
    ])

  static let storeRules = Section(
    title: "Asking the store",
    requirements: [
      Requirement(
        "VAL-040", .must, .reference, title: "The store is queried with a signed HEAD request",
        text:
          "The description of the object comes from the response to a `HEAD` request signed by the reference's own signer.",
        reason: "Only the store knows what it holds.", evidence: .init(.documented, "HeadObject"),
        test: "a HEAD signed by our signer finds what is stored"),
      Requirement(
        "VAL-041", .must, .reference, title: "5xx responses and broken connections are retried",
        text:
          "A 5xx or 429 response, a broken connection and a timeout are retried a limited number of times, each time after a random wait whose upper bound doubles. No other response is retried.",
        reason: "A store that is slow for a second must not cost a video.",
        evidence: .init(.documented, "Best practices design patterns: timeouts and retries"),
        test: "5xx, broken connections and time-outs are tried again, later each time"),
    ])
}
