// Untried: a test of an uploader for Java, against the strict S3, with JUnit 5 and the AWS SDK for Java 2.
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

class StrictS3Test {
  private static Process endpoint;
  private static S3Client client;

  @BeforeAll
  static void start() throws Exception {
    // The endpoint ends when the pipe to its standard input is closed: when this process ends, however it ends.
    endpoint =
        new ProcessBuilder(
                "video-spec", "s3", "--in-memory", "--listen", "127.0.0.1:0", "--bucket", "videos", "--json",
                "--exit-with-stdin")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String line = new BufferedReader(new InputStreamReader(endpoint.getInputStream())).readLine();
    client =
        S3Client.builder()
            .endpointOverride(URI.create(value(line, "url")))
            .region(Region.of(value(line, "region")))
            .credentialsProvider(
                StaticCredentialsProvider.create(
                    AwsBasicCredentials.create(value(line, "accessKeyId"), value(line, "secretAccessKey"))))
            .forcePathStyle(true)
            .build();
  }

  @AfterAll
  static void stop() throws Exception {
    endpoint.getOutputStream().close();
    endpoint.waitFor();
  }

  private static String value(String json, String name) {
    Matcher matcher = Pattern.compile("\"" + name + "\": *\"([^\"]*)\"").matcher(json);
    if (!matcher.find()) throw new IllegalStateException("video-spec s3 did not print " + name);
    return matcher.group(1);
  }

  @Test
  void aVideoIsStored() {
    client.putObject(request -> request.bucket("videos").key("clip.webm"), RequestBody.fromString("video"));
    assertEquals(
        "video", client.getObjectAsBytes(request -> request.bucket("videos").key("clip.webm")).asUtf8String());
  }
}
