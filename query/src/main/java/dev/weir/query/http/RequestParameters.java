package dev.weir.query.http;

import dev.weir.storage.model.Tenant;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The parameters of a query request: those of the URL and those of an urlencoded body, merged. A
/// parameter may repeat. Read by the thread that handles the request.
final class RequestParameters {
  /// Largest form taken: a dashboard's longest targets are a few hundred KiB.
  static final int MAX_FORM_BYTES = 4 << 20;

  private static final HttpString TENANT = new HttpString("X-Scope-OrgID");

  private final Map<String, List<String>> values;

  private RequestParameters(Map<String, List<String>> values) {
    this.values = values;
  }

  /// Reads both; blocks for the body. Throws `IOException` when the form is too long or broken.
  static RequestParameters of(HttpServerExchange exchange) throws IOException {
    var values = new HashMap<String, List<String>>();
    for (Map.Entry<String, Deque<String>> entry : exchange.getQueryParameters().entrySet()) {
      values.put(entry.getKey(), new ArrayList<>(entry.getValue()));
    }
    String type = exchange.getRequestHeaders().getFirst(Headers.CONTENT_TYPE);
    if (type != null && type.startsWith("application/x-www-form-urlencoded")) {
      addForm(values, exchange.getInputStream());
    }
    return new RequestParameters(values);
  }

  private static void addForm(Map<String, List<String>> values, InputStream body)
      throws IOException {
    byte[] form = body.readNBytes(MAX_FORM_BYTES + 1);
    if (form.length > MAX_FORM_BYTES) {
      throw new IOException("form too long: limit " + MAX_FORM_BYTES + " bytes");
    }
    for (String pair : new String(form, StandardCharsets.UTF_8).split("&")) {
      if (!pair.isEmpty()) {
        int equals = pair.indexOf('=');
        String name = equals < 0 ? pair : pair.substring(0, equals);
        String value = equals < 0 ? "" : pair.substring(equals + 1);
        values.computeIfAbsent(decoded(name), n -> new ArrayList<>()).add(decoded(value));
      }
    }
  }

  private static String decoded(String text) throws IOException {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new IOException("bad percent escape in form", e);
    }
  }

  /// The first value, or null.
  @Nullable String find(String name) {
    List<String> all = values.get(name);
    return all == null ? null : all.getFirst();
  }

  String find(String name, String otherwise) {
    String value = find(name);
    return value == null || value.isEmpty() ? otherwise : value;
  }

  /// All values of all `names`, in the order of the names.
  List<String> all(String... names) {
    var all = new ArrayList<String>();
    for (String name : names) {
      all.addAll(values.getOrDefault(name, List.of()));
    }
    return all;
  }

  /// The tenant the request names. The server has checked the name.
  static Tenant tenant(HttpServerExchange exchange) {
    String name = exchange.getRequestHeaders().getFirst(TENANT);
    return name == null || name.isEmpty() ? Tenant.DEFAULT : new Tenant(name);
  }
}
