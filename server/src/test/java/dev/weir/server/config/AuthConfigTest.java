package dev.weir.server.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.server.auth.Credential;
import dev.weir.server.auth.PasswordHash;
import dev.weir.server.auth.Tokens;
import dev.weir.server.http.ConfigText;
import dev.weir.storage.http.Scope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuthConfigTest {
  private static final String STRONG = Tokens.random();

  @TempDir Path folder;

  private Config read(String yaml, Map<String, String> environment, String... flags)
      throws IOException, ConfigException {
    Path file = folder.resolve("w.yaml");
    Files.writeString(file, yaml);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    return Config.read(ConfigSources.of(file, environment, List.of(flags)));
  }

  private List<String> problems(String yaml, Map<String, String> environment, String... flags) {
    return assertThrows(ConfigException.class, () -> read(yaml, environment, flags)).problems();
  }

  @Test
  void read_tokensAndUsers_areMapped() throws Exception {
    Path token = folder.resolve("token");
    Files.writeString(token, STRONG + "\n");
    Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-------"));
    String hash = PasswordHash.of("a good long password").format();
    Config config =
        read(
            """
            auth:
              tokens:
                - {name: shipper, token_sha256: "%s", scopes: [ingest], tenants: [shop, web]}
                - name: grafana
                  token_file: %s
                  scopes: read
              users:
                - {name: anna, password_hash: "%s", scopes: [read, admin], tenants: ["*"]}
            """
                .formatted(Tokens.sha256Hex("x"), token, hash),
            Map.of());
    assertEquals(Auth.REQUIRED, config.auth().mode());
    List<Credential> entries = config.auth().entries();
    assertEquals(
        List.of("shipper", "grafana", "anna"), entries.stream().map(Credential::name).toList());
    assertEquals(Set.of("shop", "web"), entries.get(0).tenants().names());
    assertEquals(Set.of(Scope.READ), entries.get(1).scopes());
    assertEquals(STRONG, entries.get(1).secret().reveal());
    assertEquals(Set.of("default"), entries.get(1).tenants().names());
    assertEquals(Set.of(Scope.READ, Scope.ADMIN), entries.get(2).scopes());
    assertTrue(entries.get(2).tenants().isAll());
    assertEquals(List.of(), config.warnings());
    String printed = ConfigText.yaml(config);
    assertTrue(printed.contains("auth: required"), printed);
    assertTrue(printed.contains("name: shipper"), printed);
    assertFalse(printed.contains(hash), printed);
    assertFalse(printed.contains(Tokens.sha256Hex("x")), printed);
    assertFalse(printed.contains(STRONG), printed);
  }

  @Test
  void print_entriesWithFilesOnly_canBeReadAgain() throws Exception {
    Path token = folder.resolve("token");
    Files.writeString(token, STRONG);
    Config first =
        read(
            "auth.tokens: [{name: a, token_file: '%s', scopes: [read, ingest], tenants: ['*']}]"
                .formatted(token),
            Map.of());
    Config second = read(ConfigText.yaml(first), Map.of());
    assertEquals(first.auth().entries().toString(), second.auth().entries().toString());
  }

  @Test
  void read_environmentAndFlags_giveTheSame() throws Exception {
    String text = "[{name: a, token: %s, scopes: [read]}]".formatted(STRONG);
    for (Config config :
        List.of(
            read("", Map.of("WEIR_AUTH_TOKENS", text)),
            read("", Map.of(), "--auth.tokens=" + text))) {
      assertEquals("a", config.auth().entries().getFirst().name());
      assertFalse(ConfigText.yaml(config).contains(STRONG));
    }
    assertEquals(
        List.of("auth.tokens: must be a list of maps such as [{name: a, ...}] (WEIR_AUTH_TOKENS)"),
        problems("", Map.of("WEIR_AUTH_TOKENS", "canary")));
  }

  @Test
  void read_mistakes_areListedAtOnceWithKeyAndPlaceAndWithoutSecrets() {
    String yaml =
        """
        auth:
          tokens:
            - {name: a, token: "canary one", scopes: [read]}
            - name: b
              token_sha256: canary2
              scops: [read]
            - {name: "a", token: %s, token_file: /none, scopes: [write], tenants: ["../x"]}
            - {token: %s, scopes: [read]}
            - {name: c, token_file: /no/such/file, scopes: [ingest]}
          users:
            - {name: d, password_hash: canary3, scopes: [read]}
            - {name: e, scopes: [read]}
            - {name: f, password: {nested: canary4}, scopes: [read]}
            - {name: g, password: , scopes: [read]}
        """
            .formatted(STRONG, STRONG);
    List<String> problems = problems(yaml, Map.of());
    String all = String.join("\n", problems);
    String file = folder.resolve("w.yaml").toString();
    for (String wanted :
        List.of(
            "auth.tokens[0].token: must be 1 to 512 visible ASCII characters (" + file + ":3)",
            "auth.tokens[1].token_sha256: must be 64 hexadecimal digits",
            "auth.tokens[1].scops: no such setting, did you mean scopes? (" + file + ":6)",
            "auth.tokens[1].scopes: must list some of ingest, read, admin (" + file + ":4)",
            "auth.tokens[2].token_file: is one secret too many",
            "auth.tokens[2].scopes: must be some of ingest, read, admin: 'write' (" + file + ":7)",
            "auth.tokens[2].tenants: must be [A-Za-z0-9_-]{1,64} or '*': '../x'",
            "auth.tokens[2].name: is that of auth.tokens[0] too: 'a'",
            "auth.tokens[3].name: is missing",
            "auth.tokens[4].token_file: /no/such/file does not exist",
            "auth.users[0].password_hash: must be what 'weir auth hash' prints",
            "auth.users[1].password: is missing: give one of password, password_file,",
            "auth.users[2].password: must be plain text or a list of it (" + file + ":13)",
            "auth.users[3].password: has no value (" + file + ":14)")) {
      assertTrue(all.contains(wanted), () -> wanted + " is not in\n" + all);
    }
    assertFalse(all.contains("canary"), all);
    assertFalse(all.contains(STRONG), all);
  }

  @Test
  void read_misplacedSecrets_areNotRepeated() {
    for (String yaml :
        List.of(
            "auth: canary",
            "auth: [canary]",
            "auth.tokens: canary",
            "auth.tokens: [canary]",
            "auth.tokens: [{name: a, token: *canary}]",
            "auth.tokens: [{name: a, token: !canary x}]",
            "auth.tokens: [{name: a, token: &canary x, tenants: &canary y}]",
            "auth.tokens: [{name: a, token: \"canary}]",
            "auth.tokens: [{name: a, token: canary]",
            "auth.tokens: {name: a, token: canary}",
            "auth.tokens: [{name: a, token: [canary, canary canary], scopes: read}]",
            "http.allowed_hosts: [{token: canary}]")) {
      String all = String.join("\n", problems(yaml, Map.of()));
      assertFalse(all.contains("canary"), () -> yaml + " is answered\n" + all);
    }
  }

  @Test
  void read_sameTokenTwice_isAProblem() {
    String yaml =
        "auth.tokens: [{name: a, token: %s, scopes: read}, {name: b, token_sha256: %s, scopes: read}]"
            .formatted(STRONG, Tokens.sha256Hex(STRONG));
    assertTrue(
        problems(yaml, Map.of()).getFirst().contains("'b' is the same token as that of 'a'"));
  }

  @Test
  void read_modeAndLists_mustAgree() throws Exception {
    String yaml = "auth.tokens: [{name: a, token: %s, scopes: read}]\n".formatted(STRONG);
    assertTrue(problems(yaml + "auth: none", Map.of()).getFirst().startsWith("auth: is none, but"));
    assertTrue(problems("auth: required", Map.of()).getFirst().contains("list anybody"));
    assertEquals(Auth.REQUIRED, read(yaml + "auth: required", Map.of()).auth().mode());
  }

  @Test
  void read_carelessSecrets_areWarnedAbout() throws Exception {
    Path password = folder.resolve("password");
    Files.writeString(password, "a long enough password");
    Files.setPosixFilePermissions(password, PosixFilePermissions.fromString("rw-r--r--"));
    Path file = folder.resolve("open.yaml");
    Files.writeString(
        file,
        """
        auth:
          tokens: [{name: a, token: short, scopes: [read]}]
          users:
            - {name: b, password: short2, scopes: [read]}
            - {name: c, password_file: %s, scopes: [read]}
        ingest.graphite.listen: 0.0.0.0:2003
        ingest.syslog.listen: 0.0.0.0:5514
        ingest.syslog.allow: [10.0.0.0/8]
        """
            .formatted(password));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    List<String> warnings = Config.read(ConfigSources.of(file, Map.of(), List.of())).warnings();
    String all = String.join("\n", warnings);
    assertEquals(5, warnings.size(), all);
    assertTrue(warnings.get(0).startsWith("auth.tokens[0].token: the token can be guessed"), all);
    assertTrue(warnings.get(1).startsWith("auth.users[0].password: the password can be"), all);
    assertTrue(warnings.get(2).contains("can be read by everybody"), all);
    assertTrue(warnings.get(3).startsWith("ingest.graphite.listen: everybody who reaches"), all);
    assertTrue(warnings.get(4).startsWith("config: holds secrets and can be read by"), all);
    assertFalse(all.contains("short" + "2"), all);
  }

  @Test
  void read_beyondLoopback_isOneProblemWithEveryListener() throws Exception {
    String yaml =
        """
        http.listen: 0.0.0.0:9430
        ingest.statsd.listen: "[::]:8125"
        ingest.graphite.listen: 127.0.0.1:2003
        """;
    List<String> problems = problems(yaml, Map.of(), "--ingest.collectd.listen=0.0.0.0:25826");
    assertEquals(1, problems.size(), problems::toString);
    assertTrue(problems.getFirst().contains("http.listen 0.0.0.0:9430 ("), problems.getFirst());
    assertTrue(problems.getFirst().contains("ingest.statsd.listen [::]:8125"));
    assertTrue(
        problems.getFirst().contains("ingest.collectd.listen 0.0.0.0:25826 (--ingest.collectd."));
    assertFalse(problems.getFirst().contains("graphite"));
    assertEquals(Auth.NONE, read(yaml + "auth: none", Map.of()).auth().mode());
    String tokens = "auth.tokens: [{name: a, token: %s, scopes: read}]".formatted(STRONG);
    assertEquals(Auth.REQUIRED, read(yaml + tokens, Map.of()).auth().mode());
  }

  @Test
  void read_badNetwork_isAProblem() throws Exception {
    List<String> problems = problems("ingest.statsd.allow: [10.0.0.0/8, 10.1.2.3/8]", Map.of());
    assertTrue(problems.getFirst().contains("bits are set beyond the prefix: '10.1.2.3/8'"));
    Config config = read("ingest.statsd.allow: [10.0.0.0/8, '2001:db8::/32']", Map.of());
    assertEquals(
        "10.0.0.0/8,2001:db8::/32", config.ingest().statsd().listen().sources().toString());
  }
}
