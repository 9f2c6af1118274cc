// The lines, by remedy and tool. Each spelling is that of the tool's documentation or source.

extension Remedy {
  /// The line that applies the remedy in a tool; nil if there is none.
  func code(for tool: ClientTool) -> String? {
    // Libraries of one family have the same options.
    let tool: ClientTool =
      switch tool {
      case .botocore, .s3transfer: .boto3
      default: tool
      }
    return switch self {
    case .signatureVersion4: Self.signatureVersion4(tool)
    case .region: Self.region(tool)
    case .service: Self.service(tool)
    case .pathStyle: Self.pathStyle(tool)
    case .endpoint: Self.endpoint(tool)
    case .sessionToken: Self.sessionToken(tool)
    case .noSessionToken: Self.readsEnvironment(tool) ? "unset AWS_SESSION_TOKEN" : nil
    case .checksums: Self.checksums(tool)
    case .payloadSigning: Self.payloadSigning(tool)
    case .expiry: Self.expiry(tool)
    case .clock: Self.clock(tool)
    case .contentType: Self.contentType(tool)
    case .signedHeader: Self.signedHeader(tool)
    case .headersNotHoisted: Self.headersNotHoisted(tool)
    case .unsignedHeaders: tool == .javascriptV3 ? "unsignableHeaders: new Set([\"user-agent\"])" : nil
    case .method: Self.method(tool)
    case .pathEncodedOnce: Self.pathEncodedOnce(tool)
    case .trimmedSecret: Self.trimmedSecret(tool)
    case .credentials: Self.readsEnvironment(tool) ? "aws sts get-caller-identity" : nil
    case .wholeURL: Self.wholeURL(tool)
    case .formPost: Self.formPost(tool)
    case .fileLast: Self.fileLast(tool)
    case .formFields: Self.formFields(tool)
    case .fileSize: Self.fileSize(tool)
    case .formExpiry: Self.formExpiry(tool)
    case .noAuthorization: Self.noAuthorization(tool)
    case .noACL: Self.noACL(tool)
    }
  }

  /// Whether a tool takes its credentials from `AWS_ACCESS_KEY_ID` and the files of the AWS CLI.
  private static func readsEnvironment(_ tool: ClientTool) -> Bool {
    switch tool {
    case .boto3, .awsCLI, .javascriptV2, .javascriptV3, .goV1, .goV2, .javaV1, .javaV2, .kotlin, .php, .ruby, .rust,
      .dotnet, .cpp, .swift, .terraform, .awscurl:
      true
    default: false
    }
  }

  private static func signatureVersion4(_ tool: ClientTool) -> String? {
    switch tool {
    case .boto3: "boto3.client(\"s3\", config=Config(signature_version=\"s3v4\"))"
    case .awsCLI: "aws configure set default.s3.signature_version s3v4"
    case .javascriptV2: "new AWS.S3({ signatureVersion: 'v4' })"
    case .javaV1: "new ClientConfiguration().withSignerOverride(\"AWSS3V4SignerType\")"
    case .php: "'signature_version' => 'v4'"
    case .ruby: "signature_version: 'v4'"
    case .dotnet: "AWSConfigsS3.UseSignatureVersion4 = true;"
    case .minioGo: "Creds: credentials.NewStaticV4(\"KEY\", \"SECRET\", \"\")"
    case .s3cmd: "signature_v2 = False"
    case .rclone: "v2_auth = false"
    case .curl: "curl --aws-sigv4 \"aws:amz:REGION:s3\" --user \"KEY:SECRET\" -T FILE \"URL\""
    default: nil
    }
  }

  private static func region(_ tool: ClientTool) -> String? {
    switch tool {
    case .boto3: "boto3.client(\"s3\", region_name=\"REGION\")"
    case .awsCLI: "aws configure set region REGION"
    case .javascriptV2: "new AWS.S3({ region: 'REGION' })"
    case .javascriptV3: "new S3Client({ region: \"REGION\" })"
    case .goV1: "aws.NewConfig().WithRegion(\"REGION\")"
    case .goV2: "config.LoadDefaultConfig(ctx, config.WithRegion(\"REGION\"))"
    case .javaV1: "AmazonS3ClientBuilder.standard().withRegion(\"REGION\")"
    case .javaV2: "S3Client.builder().region(Region.of(\"REGION\"))"
    case .kotlin: "S3Client { region = \"REGION\" }"
    case .php: "new S3Client(['region' => 'REGION'])"
    case .ruby: "Aws::S3::Client.new(region: 'REGION')"
    case .rust: "aws_sdk_s3::config::Builder::region(Region::new(\"REGION\"))"
    case .dotnet: "new AmazonS3Config { RegionEndpoint = RegionEndpoint.GetBySystemName(\"REGION\") }"
    case .exAws: "config :ex_aws, :s3, region: \"REGION\""
    case .minioJavaScript: "new Minio.Client({ region: 'REGION' })"
    case .minioGo: "minio.New(endpoint, &minio.Options{Region: \"REGION\"})"
    case .minioPython: "Minio(endpoint, region=\"REGION\")"
    case .minioJava: "MinioClient.builder().region(\"REGION\")"
    case .s3cmd: "s3cmd --region=REGION"
    case .rclone: "region = REGION"
    case .hadoop: "fs.s3a.endpoint.region=REGION"
    case .terraform: "region = \"REGION\""
    case .awscurl: "awscurl --service s3 --region REGION \"URL\""
    case .aws4: "aws4.sign({ service: 's3', region: 'REGION' })"
    case .curl: "--aws-sigv4 \"aws:amz:REGION:s3\""
    default: nil
    }
  }

  private static func service(_ tool: ClientTool) -> String? {
    switch tool {
    case .awscurl: "awscurl --service s3 --region REGION \"URL\""
    case .aws4: "aws4.sign({ service: 's3', region: 'REGION' })"
    case .curl: "--aws-sigv4 \"aws:amz:REGION:s3\""
    case .javascriptV3: "new SignatureV4({ service: \"s3\" })"
    case .goV2: "signer.SignHTTP(ctx, credentials, request, payloadHash, \"s3\", \"REGION\", time.Now())"
    default: nil
    }
  }

  private static func pathStyle(_ tool: ClientTool) -> String? {
    switch tool {
    case .boto3: "Config(s3={\"addressing_style\": \"path\"})"
    case .awsCLI: "aws configure set default.s3.addressing_style path"
    case .javascriptV2: "new AWS.S3({ s3ForcePathStyle: true })"
    case .javascriptV3: "new S3Client({ forcePathStyle: true })"
    case .goV1: "S3ForcePathStyle: aws.Bool(true)"
    case .goV2: "o.UsePathStyle = true"
    case .javaV1: ".withPathStyleAccessEnabled(true)"
    case .javaV2: ".forcePathStyle(true)"
    case .kotlin: "forcePathStyle = true"
    case .php: "'use_path_style_endpoint' => true"
    case .ruby: "force_path_style: true"
    case .rust: ".force_path_style(true)"
    case .dotnet: "ForcePathStyle = true"
    case .minioGo: "BucketLookup: minio.BucketLookupPath"
    case .s3cmd: "host_bucket = HOST"
    case .rclone: "force_path_style = true"
    case .hadoop: "fs.s3a.path.style.access=true"
    case .terraform: "use_path_style = true"
    default: nil
    }
  }

  private static func endpoint(_ tool: ClientTool) -> String? {
    switch tool {
    case .boto3: "boto3.client(\"s3\", endpoint_url=\"ENDPOINT\")"
    case .awsCLI: "aws --endpoint-url ENDPOINT s3 presign s3://BUCKET/OBJECT"
    case .javascriptV2: "new AWS.S3({ endpoint: 'ENDPOINT' })"
    case .javascriptV3: "new S3Client({ endpoint: \"ENDPOINT\" })"
    case .goV1: "Endpoint: aws.String(\"ENDPOINT\")"
    case .goV2: "o.BaseEndpoint = aws.String(\"ENDPOINT\")"
    case .javaV1: ".withEndpointConfiguration(new AwsClientBuilder.EndpointConfiguration(\"ENDPOINT\", \"REGION\"))"
    case .javaV2: ".endpointOverride(URI.create(\"ENDPOINT\"))"
    case .kotlin: "endpointUrl = Url.parse(\"ENDPOINT\")"
    case .php: "'endpoint' => 'ENDPOINT'"
    case .ruby: "endpoint: 'ENDPOINT'"
    case .rust: ".endpoint_url(\"ENDPOINT\")"
    case .dotnet: "ServiceURL = \"ENDPOINT\""
    case .minioJavaScript: "new Minio.Client({ endPoint: 'HOST' })"
    case .minioGo: "minio.New(\"HOST\", &minio.Options{Secure: true})"
    case .minioPython: "Minio(\"HOST\", secure=True)"
    case .minioJava: "MinioClient.builder().endpoint(\"ENDPOINT\")"
    case .s3cmd: "host_base = HOST"
    case .rclone: "endpoint = ENDPOINT"
    case .hadoop: "fs.s3a.endpoint=ENDPOINT"
    case .terraform: "endpoints = { s3 = \"ENDPOINT\" }"
    default: nil
    }
  }

  private static func sessionToken(_ tool: ClientTool) -> String? {
    switch tool {
    case .boto3: "boto3.client(\"s3\", aws_session_token=\"TOKEN\")"
    case .awsCLI: "aws configure set aws_session_token TOKEN"
    case .javascriptV2: "new AWS.S3({ sessionToken: 'TOKEN' })"
    case .javascriptV3: "credentials: { accessKeyId: \"KEY\", secretAccessKey: \"SECRET\", sessionToken: \"TOKEN\" }"
    case .goV1: "credentials.NewStaticCredentials(\"KEY\", \"SECRET\", \"TOKEN\")"
    case .goV2: "credentials.NewStaticCredentialsProvider(\"KEY\", \"SECRET\", \"TOKEN\")"
    case .javaV1: "new BasicSessionCredentials(\"KEY\", \"SECRET\", \"TOKEN\")"
    case .javaV2: "AwsSessionCredentials.create(\"KEY\", \"SECRET\", \"TOKEN\")"
    case .php: "'credentials' => ['key' => 'KEY', 'secret' => 'SECRET', 'token' => 'TOKEN']"
    case .ruby: "session_token: 'TOKEN'"
    case .dotnet: "new SessionAWSCredentials(\"KEY\", \"SECRET\", \"TOKEN\")"
    case .exAws: "config :ex_aws, security_token: \"TOKEN\""
    case .minioJavaScript: "new Minio.Client({ sessionToken: 'TOKEN' })"
    case .minioGo: "credentials.NewStaticV4(\"KEY\", \"SECRET\", \"TOKEN\")"
    case .minioPython: "Minio(endpoint, session_token=\"TOKEN\")"
    case .s3cmd: "s3cmd --access_token=TOKEN"
    case .rclone: "session_token = TOKEN"
    case .hadoop: "fs.s3a.aws.credentials.provider=org.apache.hadoop.fs.s3a.TemporaryAWSCredentialsProvider"
    case .terraform: "token = \"TOKEN\""
    case .awscurl: "awscurl --session_token TOKEN"
    case .aws4: "aws4.sign(options, { accessKeyId: 'KEY', secretAccessKey: 'SECRET', sessionToken: 'TOKEN' })"
    case .curl: "-H \"x-amz-security-token: TOKEN\""
    default: nil
    }
  }

  private static func checksums(_ tool: ClientTool) -> String? {
    switch tool {
    case .boto3: "Config(request_checksum_calculation=\"when_required\")"
    case .awsCLI: "export AWS_REQUEST_CHECKSUM_CALCULATION=when_required"
    case .javascriptV3: "new S3Client({ requestChecksumCalculation: \"WHEN_REQUIRED\" })"
    case .goV2: "o.RequestChecksumCalculation = aws.RequestChecksumCalculationWhenRequired"
    case .javaV2: ".requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)"
    case .kotlin: "requestChecksumCalculation = RequestHttpChecksumConfig.WHEN_REQUIRED"
    case .php: "'request_checksum_calculation' => 'when_required'"
    case .ruby: "request_checksum_calculation: 'when_required'"
    case .rust: ".request_checksum_calculation(RequestChecksumCalculation::WhenRequired)"
    case .dotnet: "RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED"
    case .terraform: "skip_s3_checksum = true"
    default: nil
    }
  }

  private static func payloadSigning(_ tool: ClientTool) -> String? {
    switch tool {
    case .boto3: "Config(s3={\"payload_signing_enabled\": False})"
    case .awsCLI: "aws configure set default.s3.payload_signing_enabled false"
    case .javaV1: ".withChunkedEncodingDisabled(true)"
    case .javaV2: "S3Configuration.builder().chunkedEncodingEnabled(false)"
    case .dotnet: "DisablePayloadSigning = true"
    case .php: "'ContentSHA256' => SignatureV4::UNSIGNED_PAYLOAD"
    case .rclone: "use_unsigned_payload = true"
    case .aws4: "headers: { 'X-Amz-Content-Sha256': 'UNSIGNED-PAYLOAD' }"
    case .curl: "-H \"x-amz-content-sha256: UNSIGNED-PAYLOAD\""
    default: nil
    }
  }

  private static func expiry(_ tool: ClientTool) -> String? {
    switch tool {
    case .boto3: "client.generate_presigned_url(\"put_object\", Params=params, ExpiresIn=900)"
    case .awsCLI: "aws s3 presign s3://BUCKET/OBJECT --expires-in 900"
    case .javascriptV2: "s3.getSignedUrlPromise('putObject', { Bucket: bucket, Key: key, Expires: 900 })"
    case .javascriptV3: "getSignedUrl(client, command, { expiresIn: 900 })"
    case .goV1: "request.Presign(15 * time.Minute)"
    case .goV2: "s3.WithPresignExpires(15 * time.Minute)"
    case .javaV1: ".withExpiration(Date.from(Instant.now().plusSeconds(900)))"
    case .javaV2: ".signatureDuration(Duration.ofMinutes(15))"
    case .php: "$client->createPresignedRequest($command, '+15 minutes')"
    case .ruby: "object.presigned_url(:put, expires_in: 900)"
    case .rust: "PresigningConfig::expires_in(Duration::from_secs(900))"
    case .dotnet: "Expires = DateTime.UtcNow.AddMinutes(15)"
    case .minioJavaScript: "client.presignedPutObject(bucket, name, 900)"
    case .minioGo: "client.PresignedPutObject(ctx, bucket, name, 15*time.Minute)"
    case .minioPython: "client.presigned_put_object(bucket, name, expires=timedelta(minutes=15))"
    default: nil
    }
  }

  private static func clock(_ tool: ClientTool) -> String? {
    switch tool {
    case .javascriptV2: "AWS.config.update({ correctClockSkew: true })"
    case .ruby: "retry_mode: 'standard', correct_clock_skew: true"
    case .browser: nil
    default: "sudo timedatectl set-ntp true"
    }
  }

  private static func contentType(_ tool: ClientTool) -> String? {
    switch tool {
    case .browser: "fetch(url, { method: \"PUT\", headers: { \"Content-Type\": \"TYPE\" }, body: file })"
    case .curl: "curl -X PUT -H \"Content-Type: TYPE\" -T FILE \"URL\""
    case .boto3: "Params={\"Bucket\": bucket, \"Key\": key, \"ContentType\": \"TYPE\"}"
    case .javascriptV2: "s3.getSignedUrlPromise('putObject', { Bucket: bucket, Key: key, ContentType: 'TYPE' })"
    case .javascriptV3: "getSignedUrl(client, command, { signableHeaders: new Set([\"content-type\"]) })"
    case .goV1, .goV2: "ContentType: aws.String(\"TYPE\")"
    case .javaV1: ".withContentType(\"TYPE\")"
    case .javaV2: "PutObjectRequest.builder().contentType(\"TYPE\")"
    case .php: "$client->getCommand('PutObject', ['Bucket' => $bucket, 'Key' => $key, 'ContentType' => 'TYPE'])"
    case .ruby: "object.presigned_url(:put, content_type: 'TYPE')"
    case .rust: ".put_object().content_type(\"TYPE\")"
    case .dotnet: "new GetPreSignedUrlRequest { Verb = HttpVerb.PUT, ContentType = \"TYPE\" }"
    default: nil
    }
  }

  /// Sends the header with the signed value. SDKs only sign; the sender is curl or code in a browser.
  private static func signedHeader(_ tool: ClientTool) -> String? {
    switch tool {
    case .browser, .javascriptV2, .javascriptV3:
      "fetch(url, { method: \"PUT\", headers: { \"Content-Type\": \"TYPE\" }, body: file })"
    case .curl: "curl -X PUT -H \"Content-Type: TYPE\" -T FILE \"URL\""
    default: nil
    }
  }

  private static func headersNotHoisted(_ tool: ClientTool) -> String? {
    switch tool {
    case .javascriptV3: "getSignedUrl(client, command, { unhoistableHeaders: new Set([\"x-amz-tagging\"]) })"
    case .browser: "fetch(url, { method: \"PUT\", body: file })"
    case .curl: "curl -X PUT -T FILE \"URL\""
    default: nil
    }
  }

  private static func method(_ tool: ClientTool) -> String? {
    switch tool {
    case .browser: "fetch(url, { method: \"PUT\", body: file })"
    case .curl: "curl -X PUT -T FILE \"URL\""
    case .boto3: "client.generate_presigned_url(\"put_object\", Params=params)"
    case .javascriptV2: "s3.getSignedUrlPromise('putObject', params)"
    case .javascriptV3: "getSignedUrl(client, new PutObjectCommand({ Bucket: bucket, Key: key }))"
    case .goV1: "client.PutObjectRequest(&s3.PutObjectInput{})"
    case .goV2: "presigner.PresignPutObject(ctx, input)"
    case .javaV1: ".withMethod(HttpMethod.PUT)"
    case .javaV2: "presigner.presignPutObject(request)"
    case .php: "$client->getCommand('PutObject', ['Bucket' => $bucket, 'Key' => $key])"
    case .ruby: "object.presigned_url(:put)"
    case .rust: "client.put_object().presigned(config)"
    case .dotnet: "Verb = HttpVerb.PUT"
    case .minioJavaScript: "client.presignedPutObject(bucket, name)"
    case .minioGo: "client.PresignedPutObject(ctx, bucket, name, 15*time.Minute)"
    case .minioPython: "client.presigned_put_object(bucket, name)"
    default: nil
    }
  }

  private static func pathEncodedOnce(_ tool: ClientTool) -> String? {
    switch tool {
    case .boto3: "from botocore.auth import S3SigV4Auth"
    case .javascriptV3: "new SignatureV4({ uriEscapePath: false })"
    case .goV1: "signer.DisableURIPathEscaping = true"
    case .goV2: "v4.NewSigner(func(o *v4.SignerOptions) { o.DisableURIPathEscaping = true })"
    case .ruby: "Aws::Sigv4::Signer.new(service: 's3', uri_escape_path: false)"
    default: nil
    }
  }

  private static func trimmedSecret(_ tool: ClientTool) -> String? {
    switch tool {
    case .boto3: "os.environ[\"AWS_SECRET_ACCESS_KEY\"].strip()"
    case .minioPython: "os.environ[\"MINIO_SECRET_KEY\"].strip()"
    case .javascriptV2, .javascriptV3, .aws4: "process.env.AWS_SECRET_ACCESS_KEY.trim()"
    case .minioJavaScript: "process.env.MINIO_SECRET_KEY.trim()"
    case .goV1, .goV2: "strings.TrimSpace(os.Getenv(\"AWS_SECRET_ACCESS_KEY\"))"
    case .minioGo: "strings.TrimSpace(os.Getenv(\"MINIO_SECRET_KEY\"))"
    case .javaV1, .javaV2: "System.getenv(\"AWS_SECRET_ACCESS_KEY\").strip()"
    case .kotlin: "System.getenv(\"AWS_SECRET_ACCESS_KEY\").trim()"
    case .php: "trim(getenv('AWS_SECRET_ACCESS_KEY'))"
    case .ruby: "ENV['AWS_SECRET_ACCESS_KEY'].strip"
    case .rust: "std::env::var(\"AWS_SECRET_ACCESS_KEY\")?.trim()"
    case .dotnet: "Environment.GetEnvironmentVariable(\"AWS_SECRET_ACCESS_KEY\").Trim()"
    case .exAws: "String.trim(System.get_env(\"AWS_SECRET_ACCESS_KEY\"))"
    default: nil
    }
  }

  private static func wholeURL(_ tool: ClientTool) -> String? {
    switch tool {
    case .curl: "curl --globoff -T FILE 'URL'"
    case .awscurl: "awscurl 'URL'"
    case .browser: "fetch(url)"
    default: nil
    }
  }

  private static func formPost(_ tool: ClientTool) -> String? {
    switch tool {
    case .browser: "fetch(url, { method: \"POST\", body: form })"
    case .curl: "curl -F key=OBJECT -F file=@FILE URL"
    case .boto3: "requests.post(post[\"url\"], data=post[\"fields\"], files={\"file\": file})"
    default: nil
    }
  }

  private static func fileLast(_ tool: ClientTool) -> String? {
    switch tool {
    case .browser:
      "for (const [name, value] of Object.entries(fields)) form.append(name, value); form.append(\"file\", file);"
    case .curl: "curl -F key=OBJECT -F file=@FILE URL"
    case .boto3: "requests.post(post[\"url\"], data=post[\"fields\"], files={\"file\": file})"
    default: nil
    }
  }

  private static func formFields(_ tool: ClientTool) -> String? {
    switch tool {
    case .boto3:
      "client.generate_presigned_post(bucket, key, Fields={\"Content-Type\": \"TYPE\"}, Conditions=[{\"Content-Type\": \"TYPE\"}])"
    case .javascriptV2, .javascriptV3: "Conditions: [[\"starts-with\", \"$Content-Type\", \"\"]]"
    case .minioPython: "policy.add_starts_with_condition(\"Content-Type\", \"\")"
    case .ruby: "bucket.presigned_post(content_type_starts_with: '')"
    default: nil
    }
  }

  private static func fileSize(_ tool: ClientTool) -> String? {
    switch tool {
    case .boto3: "Conditions=[[\"content-length-range\", 0, 104857600]]"
    case .javascriptV2, .javascriptV3: "Conditions: [[\"content-length-range\", 0, 104857600]]"
    case .minioPython: "policy.add_content_length_range_condition(0, 104857600)"
    case .ruby: "bucket.presigned_post(content_length_range: 0..104857600)"
    default: nil
    }
  }

  private static func formExpiry(_ tool: ClientTool) -> String? {
    switch tool {
    case .boto3: "client.generate_presigned_post(bucket, key, ExpiresIn=900)"
    case .javascriptV2: "s3.createPresignedPost({ Bucket: bucket, Expires: 900 })"
    case .javascriptV3: "createPresignedPost(client, { Bucket: bucket, Key: key, Expires: 900 })"
    default: nil
    }
  }

  private static func noAuthorization(_ tool: ClientTool) -> String? {
    switch tool {
    case .browser: "fetch(url, { method: \"PUT\", credentials: \"omit\", body: file })"
    case .curl: "curl -H \"Authorization:\" -T FILE \"URL\""
    default: nil
    }
  }

  private static func noACL(_ tool: ClientTool) -> String? {
    switch tool {
    case .awsCLI: "aws s3 cp FILE s3://BUCKET/OBJECT"
    case .s3cmd: "s3cmd put FILE s3://BUCKET/OBJECT"
    case .rclone: "acl ="
    default: nil
    }
  }
}
