package dev.weir.server.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.weir.server.auth.Outcome;
import dev.weir.server.auth.Principal;
import dev.weir.storage.http.Route;
import dev.weir.storage.http.Scope;
import io.undertow.server.HttpServerExchange;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Tells callers who they are to this server, before they try anything: what a sign-in page asks.
public final class WhoamiRoutes {
  private static final JsonFactory JSON = new JsonFactory();

  private final Access access;

  public WhoamiRoutes(Access access) {
    this.access = access;
  }

  public List<Route> routes() {
    return List.of(Route.get("/weir/v1/whoami", Scope.OPEN, this::whoami).waiting());
  }

  private void whoami(HttpServerExchange exchange) throws IOException {
    if (!access.isRequired()) {
      answer(exchange, null, Access.allScopes(), List.of("*"));
      return;
    }
    switch (access.identify(exchange)) {
      case Outcome.Accepted(Principal caller) -> {
        var scopes = caller.may(Scope.ADMIN) ? Access.allScopes() : names(caller);
        answer(exchange, caller.name(), scopes, caller.tenants().shown());
      }
      case Outcome.Absent absent -> answer(exchange, null, List.of(), List.of());
      case Outcome refused -> access.refuse(exchange, refused, "");
    }
  }

  private static List<String> names(Principal caller) {
    return caller.scopes().stream().map(Access::name).sorted().toList();
  }

  private void answer(
      HttpServerExchange exchange, @Nullable String name, List<String> scopes, List<String> tenants)
      throws IOException {
    var text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      json.writeStringField("status", "success");
      json.writeObjectFieldStart("data");
      json.writeStringField("auth", access.mode().name().toLowerCase(Locale.ROOT));
      json.writeBooleanField("signedIn", name != null);
      json.writeStringField("name", name);
      array(json, "scopes", scopes);
      array(json, "tenants", tenants);
      json.writeEndObject();
      json.writeEndObject();
    }
    Replies.json(exchange, 200, text.toString());
  }

  private static void array(JsonGenerator json, String field, List<String> values)
      throws IOException {
    json.writeArrayFieldStart(field);
    for (String value : values) {
      json.writeString(value);
    }
    json.writeEndArray();
  }
}
