package dev.weir.server.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/// Calls a running server. One thread.
final class ApiClient {
  private static final int CONNECT_TIMEOUT_MS = 5_000;
  private static final int READ_TIMEOUT_MS = 300_000;
  private static final int MAX_BODY_BYTES = 256 << 20;
  private static final JsonFactory JSON = new JsonFactory();

  /// An answer: status and body.
  record Answer(int status, String body) {
    /// The body as maps, lists, strings, numbers; null when it is not JSON.
    @Nullable Object json() {
      try (JsonParser parser = JSON.createParser(body)) {
        parser.nextToken();
        return tree(parser);
      } catch (IOException e) {
        return null;
      }
    }

    /// What went wrong, in the server's words.
    String errorText() {
      switch (status) {
        case 401 -> {
          return "the server wants other credentials ("
              + body.strip()
              + "): give --token, --token-file or --user, or set WEIR_TOKEN";
        }
        case 403, 429 -> {
          return "the server refuses: " + body.strip();
        }
        default -> {}
      }
      if (json() instanceof Map<?, ?> envelope && envelope.get("error") != null) {
        return envelope.get("errorType") + ": " + envelope.get("error");
      }
      return "the server answered " + status + ": " + body.strip();
    }
  }

  private final URI server;
  private final @Nullable String tenant;
  private final @Nullable String authorization;
  private final @Nullable SSLSocketFactory trust;

  /// `authorization` is the header of that name; `trust` says whom to trust, null those whom Java
  /// trusts.
  ApiClient(
      URI server,
      @Nullable String tenant,
      @Nullable String authorization,
      @Nullable SSLSocketFactory trust) {
    this.server = server;
    this.tenant = tenant;
    this.authorization = authorization;
    this.trust = trust;
  }

  /// Posts a form. Throws [Commands.Failure] when the server cannot be reached.
  Answer post(String path, Map<String, String> form) {
    return post(path, form, Map.of());
  }

  /// The same with more headers.
  Answer post(String path, Map<String, String> form, Map<String, String> headers) {
    var body = new StringBuilder();
    form.forEach((name, value) ->
        body.append(body.isEmpty() ? "" : "&")
            .append(name)
            .append('=')
            .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
    try {
      var connection = (HttpURLConnection) URI.create(server + path).toURL().openConnection();
      connection.setConnectTimeout(CONNECT_TIMEOUT_MS);
      connection.setReadTimeout(READ_TIMEOUT_MS);
      connection.setRequestMethod("POST");
      connection.setDoOutput(true);
      connection.setInstanceFollowRedirects(false); // credentials are for this server only
      if (trust != null && connection instanceof HttpsURLConnection encrypted) {
        encrypted.setSSLSocketFactory(trust);
      }
      if (authorization != null) {
        connection.setRequestProperty("Authorization", authorization);
      }
      headers.forEach(connection::setRequestProperty);
      if (tenant != null) {
        connection.setRequestProperty("X-Scope-OrgID", tenant);
      }
      try (var out = connection.getOutputStream()) {
        out.write(body.toString().getBytes(StandardCharsets.US_ASCII));
      }
      int status = connection.getResponseCode();
      try (InputStream in =
          status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
        byte[] bytes = in == null ? new byte[0] : in.readNBytes(MAX_BODY_BYTES);
        return new Answer(status, new String(bytes, StandardCharsets.UTF_8));
      }
    } catch (SSLHandshakeException e) {
      throw new Commands.Failure(
          "cannot trust "
              + server
              + ": "
              + e.getMessage()
              + " (--ca names the certificate of its authority)");
    } catch (IOException | IllegalArgumentException e) {
      throw new Commands.Failure(
          "cannot reach " + server + ": " + e.getMessage() + " (is 'weir serve' running?)");
    }
  }

  private static @Nullable Object tree(JsonParser parser) throws IOException {
    JsonToken token = parser.currentToken();
    if (token == null) {
      throw new JsonProcessingException("empty") {
        private static final long serialVersionUID = 1;
      };
    }
    return switch (token) {
      case START_OBJECT -> {
        var map = new LinkedHashMap<String, @Nullable Object>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
          String name = parser.currentName();
          parser.nextToken();
          map.put(name, tree(parser));
        }
        yield map;
      }
      case START_ARRAY -> {
        List<@Nullable Object> list = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          list.add(tree(parser));
        }
        yield list;
      }
      case VALUE_NULL -> null;
      default -> parser.getText();
    };
  }
}
