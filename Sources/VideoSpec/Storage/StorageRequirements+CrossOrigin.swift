extension Catalogue {
  static let storageCrossOriginRules = Section(
    title: "Cross-origin requests",
    requirements: [
      Requirement(
        "STO-150", .must, title: "A preflight that a rule matches gets its permissions",
        text:
          "An unsigned `OPTIONS` whose `Origin`, `Access-Control-Request-Method` and `Access-Control-Request-Headers` match a rule gets `200`, no body, `Access-Control-Allow-Origin` (the origin), `Access-Control-Allow-Credentials: true`, `Access-Control-Allow-Methods` (those of the rule), the requested headers in `Access-Control-Allow-Headers` if any, and `Vary`. The object need not exist.",
        reason:
          "Without it no browser sends an upload.",
        evidence: .init(
          .recorded,
          "test_cors_match_origins, 2023-07-31")),
      Requirement(
        "STO-151", .should, title: "A preflight needs an origin and a method",
        text:
          "An `OPTIONS` without `Origin` is rejected with `400 BadRequest`. A `Referer` does not replace it. One without `Access-Control-Request-Method` is rejected, too.",
        reason:
          "The response to a request that is no preflight must not look like a permission.",
        evidence: .init(
          .recorded,
          "test_cors_match_origins, 2023-07-31: `opt-no-origin`: 400 BadRequest")),
      Requirement(
        "STO-152", .must, title: "Without a configuration no preflight succeeds",
        text:
          "For a bucket without a CORS configuration, and for one that does not exist, a preflight is rejected with `403 AccessForbidden` and `ResourceType` `BUCKET`.",
        reason:
          "A test that passes because the server allows everything fails at the first real bucket.",
        evidence: .init(
          .recorded,
          "test_cors_http_options_no_config, 2023-07-31")),
      Requirement(
        "STO-153", .must, title: "The origin has to match",
        text:
          "An `AllowedOrigin` matches the same origin byte for byte: scheme, host and port. One `*` in it stands for any characters, also for none. `*` alone matches every origin, and then the response has `Access-Control-Allow-Origin: *` without `Access-Control-Allow-Credentials`. If no rule matches, the preflight is rejected with `403 AccessForbidden`.",
        reason:
          "An attacker's page must not read a user's videos, or write to the bucket, with the user's URLs.",
        evidence: .init(
          .recorded,
          "test_cors_match_origins, 2023-07-31")),
      Requirement(
        "STO-154", .must, title: "The method has to be allowed",
        text:
          "A preflight matches a rule only if its `Access-Control-Request-Method` is one of the rule's `AllowedMethod`s. If no rule matches, it is rejected with `403 AccessForbidden`, and `Method` in the body names the method.",
        reason:
          "An attacker's script on a page that may read must not write.",
        evidence: .init(
          .recorded,
          "test_cors_match_methods, 2025-03-17")),
      Requirement(
        "STO-155", .must, title: "Every requested header has to be allowed",
        text:
          "Each name in `Access-Control-Request-Headers` has to match an `AllowedHeader` of the rule, without case. One `*` in it stands for any characters. A rule without `AllowedHeader` allows none. Only the requested names are in `Access-Control-Allow-Headers`. Otherwise the preflight is rejected with `403 AccessForbidden`.",
        reason:
          "An upload with `x-amz-meta-*` or `Content-Type` fails in the browser, and the error says only \"CORS\".",
        evidence: .init(
          .recorded,
          "test_cors_match_headers, 2025-07-07")),
      Requirement(
        "STO-156", .must, title: "The first rule that matches decides",
        text:
          "Origin, method and headers have to match the same rule. Of several matching rules the first one counts, with its own methods, headers and age.",
        reason:
          "Rules for several sites stand side by side. A server that mixes them allows what no rule allows.",
        evidence: .init(
          .documented,
          "PutBucketCors: S3 uses the first CORSRule rule that matches the incoming browser request")),
      Requirement(
        "STO-157", .must, title: "A response to a request that a rule matches has CORS headers",
        text:
          "The response to a request with an `Origin` that matches a rule with its method has `Access-Control-Allow-Origin`, `Access-Control-Allow-Methods`, `Access-Control-Expose-Headers` and `Vary`. The server performs other requests, too, but their responses have no CORS headers.",
        reason:
          "Without these headers the user's browser hides the response from the script. Without `Vary` a cache gives one site's response to another.",
        evidence: .init(
          .recorded,
          "test_cors_match_origins, 2023-07-31: `get-right-origin`, `get-wrong-origin`")),
      Requirement(
        "STO-158", .must, title: "Errors have CORS headers, too",
        text:
          "If a rule matches a request with an `Origin`, the response has its CORS headers also if it is an error: of authentication, a missing object, a condition, a wrong checksum.",
        reason:
          "Otherwise the browser hides the error from the script, and the user sees \"CORS\" for an expired URL.",
        evidence: .init(
          .documented,
          "ceph/s3-tests, test_cors_origin_response: 404 and 403 with `Access-Control-Allow-Origin`")),
      Requirement(
        "STO-159", .must, title: "Exposed headers and the age come from the rule",
        text:
          "`Access-Control-Expose-Headers` has the rule's `ExposeHeader`s, and `Access-Control-Max-Age` its `MaxAgeSeconds`. Without them the headers are absent.",
        reason:
          "A script that uploads parts has to read `ETag`.",
        evidence: .init(
          .recorded,
          "test_cors_expose_headers, 2023-07-31")),
      Requirement(
        "STO-160", .must, title: "A CORS configuration follows the schema",
        text:
          "A configuration has 1 to 100 rules, each with at least one `AllowedOrigin` (which may be empty) and at least one `AllowedMethod`. More rules are rejected with `400`, and any other document, or none, with `400 MalformedXML`. The configuration stays as it was.",
        reason:
          "A configuration that S3 would reject must not pass in tests.",
        evidence: .init(
          .recorded,
          "test_put_cors_invalid_rules, 2023-07-31")),
      Requirement(
        "STO-161", .must, title: "A rule allows GET, PUT, POST, DELETE and HEAD",
        text:
          "A configuration with any other `AllowedMethod` is rejected with `400 InvalidRequest`, and not stored. There is no wildcard for methods.",
        reason:
          "S3 rejects such a configuration, and the user's browser gets no permission. `*` and `OPTIONS` are the usual mistakes.",
        evidence: .init(
          .recorded,
          "test_put_cors_invalid_rules, 2023-07-31")),
      Requirement(
        "STO-162", .must, title: "An origin or a header has at most one wildcard",
        text:
          "A configuration with two `*` in one `AllowedOrigin` or `AllowedHeader`, or with a `*` in an `ExposeHeader`, is rejected with `400`, and not stored.",
        reason:
          "S3 rejects such a configuration, and the user's browser gets no permission. Patterns such as `https://*.*` look right.",
        evidence: .init(
          .agreed,
          "S3's response quoted in versity/versitygw #1870: AllowedOrigin can not have more than one wildcard")),
      Requirement(
        "STO-163", .must, title: "A missing configuration is reported as such",
        text:
          "`GET ?cors` of a bucket without a configuration is rejected with `404 NoSuchCORSConfiguration`, and with `404 NoSuchBucket` if there is no bucket. `PUT` and `DELETE ?cors` of a missing bucket are rejected with `404 NoSuchBucket`, too.",
        reason:
          "A client that cannot tell that there is no configuration does not create one, and the user's browser gets no permission.",
        evidence: .init(
          .recorded,
          "test_get_cors, 2023-07-31")),
      Requirement(
        "STO-164", .must, title: "A configuration comes back as it was put",
        text:
          "`PUT ?cors` replaces the whole configuration, with `200`. `GET ?cors` returns the rules in their order, with `ID`, origins, methods, headers, exposed headers and age.",
        reason:
          "A rule that is lost or changed keeps a user's browser out, or lets an attacker's page in.",
        evidence: .init(
          .recorded,
          "test_put_cors, 2023-07-31")),
      Requirement(
        "STO-165", .must, title: "A configuration can be deleted",
        text:
          "`DELETE ?cors` succeeds with `204`, also if there is none. Afterwards there is no configuration, and no response has CORS headers.",
        reason:
          "An attacker on a site that was removed must lose access at once.",
        evidence: .init(
          .recorded,
          "test_delete_cors, 2023-07-31")),
      Requirement(
        "STO-166", .must, title: "A configuration is checked against its checksum",
        text:
          "`PUT ?cors` with a `Content-MD5` or an `x-amz-checksum-…` that is not the document's is rejected with `400 BadDigest`, and not stored.",
        reason:
          "S3 demands one of them, so every SDK sends it.",
        evidence: .init(
          .documented,
          "PutBucketCors, Content-MD5: used as a message integrity check to verify that the request body was not corrupted in transit; Error Responses: BadDigest, 400"
        )),
    ])
}
