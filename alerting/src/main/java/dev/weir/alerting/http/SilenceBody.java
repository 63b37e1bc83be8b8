package dev.weir.alerting.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.weir.alerting.silence.LabelCondition;
import dev.weir.alerting.silence.Silence;
import dev.weir.storage.model.Tenant;
import java.io.IOException;
import java.io.InputStream;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;

/// Reads the silence that a request brings. Unknown members are left out. One use.
final class SilenceBody {
  private static final JsonFactory JSON = new JsonFactory();
  private static final int MAX_BYTES = 256 * 1024;
  private static final int MAX_MATCHERS = 50;

  private final List<LabelCondition> matchers = new ArrayList<>();
  private String id = "";
  private String createdBy = "";
  private String comment = "";
  private long startsAtMs;
  private long endsAtMs = Long.MIN_VALUE;

  private SilenceBody(long nowMs) {
    startsAtMs = nowMs;
  }

  /// Throws `IllegalArgumentException` with what is wrong.
  static Silence read(InputStream in, Tenant tenant, long nowMs) throws IOException {
    byte[] bytes = in.readNBytes(MAX_BYTES + 1);
    if (bytes.length > MAX_BYTES) {
      throw new IllegalArgumentException("body too long: limit " + MAX_BYTES + " bytes");
    }
    var body = new SilenceBody(nowMs);
    try (JsonParser json = JSON.createParser(bytes)) {
      body.readFrom(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("bad json: " + e.getOriginalMessage(), e);
    }
    if (body.endsAtMs == Long.MIN_VALUE) {
      throw new IllegalArgumentException("endsAt is missing");
    }
    return new Silence(
        body.id,
        tenant,
        body.matchers,
        body.startsAtMs,
        body.endsAtMs,
        body.createdBy,
        body.comment,
        nowMs);
  }

  private void readFrom(JsonParser json) throws IOException {
    if (json.nextToken() != JsonToken.START_OBJECT) {
      throw new IllegalArgumentException("body must be an object");
    }
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      json.nextToken();
      switch (field) {
        case "id" -> id = json.getValueAsString("");
        case "createdBy" -> createdBy = json.getValueAsString("");
        case "comment" -> comment = json.getValueAsString("");
        case "startsAt" -> startsAtMs = time(field, json.getValueAsString(""));
        case "endsAt" -> endsAtMs = time(field, json.getValueAsString(""));
        case "matchers" -> readMatchers(json);
        default -> json.skipChildren();
      }
    }
  }

  private void readMatchers(JsonParser json) throws IOException {
    if (json.currentToken() != JsonToken.START_ARRAY) {
      throw new IllegalArgumentException("matchers must be an array");
    }
    while (json.nextToken() == JsonToken.START_OBJECT) {
      if (matchers.size() == MAX_MATCHERS) {
        throw new IllegalArgumentException("too many matchers: limit " + MAX_MATCHERS);
      }
      matchers.add(matcher(json));
    }
  }

  private static LabelCondition matcher(JsonParser json) throws IOException {
    String name = "";
    String value = "";
    boolean isRegex = false;
    boolean isEqual = true;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      json.nextToken();
      switch (field) {
        case "name" -> name = json.getValueAsString("");
        case "value" -> value = json.getValueAsString("");
        case "isRegex" -> isRegex = json.getValueAsBoolean(false);
        case "isEqual" -> isEqual = json.getValueAsBoolean(true);
        default -> json.skipChildren();
      }
    }
    return new LabelCondition(name, value, isRegex, isEqual);
  }

  private static long time(String field, String text) {
    try {
      return OffsetDateTime.parse(text).toInstant().toEpochMilli();
    } catch (DateTimeException | ArithmeticException e) {
      throw new IllegalArgumentException(field + " must be a time of RFC 3339", e);
    }
  }
}
