package dev.weir.server.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.HttpString;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OriginGuardTest {
  private final OriginGuard loopback =
      new OriginGuard("127.0.0.1", true, List.of("weir.test"), List.of("https://grafana.test"));
  private final OriginGuard open = new OriginGuard("0.0.0.0", false, List.of(), List.of());

  private static @Nullable String ask(OriginGuard guard, String method, String... headers) {
    var exchange = new HttpServerExchange(null);
    exchange.setRequestMethod(new HttpString(method));
    for (int i = 0; i < headers.length; i += 2) {
      exchange.getRequestHeaders().put(new HttpString(headers[i]), headers[i + 1]);
    }
    return guard.refusal(exchange);
  }

  @Test
  void programs_passWithoutBrowserHeaders() {
    assertNull(ask(loopback, "GET"));
    for (String host :
        List.of(
            "localhost:9430",
            "127.0.0.1:9430",
            "[::1]:9430",
            "LOCALHOST",
            "10.0.0.7:1",
            "weir.test")) {
      assertNull(ask(loopback, "POST", "Host", host), host);
    }
  }

  @Test
  void foreignHost_isRefusedOnLoopback() {
    for (String host : List.of("evil.test", "evil.test:9430", "127.0.0.1.evil.test", "")) {
      assertNotNull(ask(loopback, "GET", "Host", host), host);
    }
    assertNull(ask(open, "GET", "Host", "any.name.test"));
  }

  @Test
  void foreignOrigin_isRefusedEverywhere() {
    for (OriginGuard guard : List.of(loopback, open)) {
      for (String origin :
          List.of("http://evil.test", "null", "http://127.0.0.1:3000", "https://[", "x")) {
        assertNotNull(ask(guard, "POST", "Host", "127.0.0.1:9430", "Origin", origin), origin);
      }
    }
  }

  @Test
  void ownAndAllowedOrigin_pass() {
    assertNull(ask(loopback, "POST", "Host", "localhost:9430", "Origin", "http://localhost:9430"));
    assertNull(ask(loopback, "POST", "Host", "localhost:9430", "Origin", "https://Grafana.test"));
  }

  @Test
  void anotherSitesPage_mayLinkButNotCall() {
    String[] image = {
      "Host", "localhost", "Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "no-cors"
    };
    String[] sibling = {
      "Host", "localhost", "Sec-Fetch-Site", "same-site", "Sec-Fetch-Mode", "no-cors"
    };
    String[] link = {
      "Host", "localhost", "Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate"
    };
    String[] typed = {"Host", "localhost", "Sec-Fetch-Site", "none", "Sec-Fetch-Mode", "navigate"};
    assertNotNull(ask(loopback, "GET", image));
    assertNotNull(ask(loopback, "GET", sibling));
    assertNull(ask(loopback, "GET", link));
    assertNotNull(ask(loopback, "POST", link));
    assertNull(ask(loopback, "GET", typed));
  }

  @Test
  void ownOrigin_withTls_mustBeHttps_andWithoutMayBe() {
    var exchange = new HttpServerExchange(null);
    exchange.setRequestMethod(new HttpString("POST"));
    exchange.getRequestHeaders().put(new HttpString("Host"), "localhost");
    for (String[] expected :
        new String[][] {
          {"https", "https://localhost", "passes"},
          {"https", "http://localhost", "is refused"},
          {"http", "http://localhost", "passes"},
          {"http", "https://localhost", "passes"}, // a proxy in front encrypts
          {"http", "ftp://localhost", "is refused"}
        }) {
      exchange.setRequestScheme(expected[0]);
      exchange.getRequestHeaders().put(new HttpString("Origin"), expected[1]);
      boolean passes = loopback.refusal(exchange) == null;
      assertEquals(expected[2], passes ? "passes" : "is refused", String.join(" ", expected));
    }
  }
}
