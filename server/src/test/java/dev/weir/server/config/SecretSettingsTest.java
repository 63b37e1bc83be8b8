package dev.weir.server.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.server.auth.Secret;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What is declared as secret is known to the part that asked for it, and shown nowhere.
class SecretSettingsTest {
  private static Settings settings(Map<String, Given> file) {
    return new Settings(file, Map.of(), Map.of());
  }

  private static Given given(String text) {
    return new Given(text, Origin.file("t.yaml", 7));
  }

  @Test
  void secret_isHandedOutButNotShown() throws Exception {
    Settings settings = settings(Map.of("hook.url", given("https://hook.test/canary")));
    Secret secret = settings.secret("hook.url", "Where to post.");
    assertNotNull(secret);
    assertEquals("https://hook.test/canary", secret.reveal());
    settings.problem("hook.url", "is not reachable");
    assertEquals(List.of("hook.url: is not reachable (t.yaml:7)"), settings.finish());
    assertFalse(settings.effective().toString().contains("canary"));
    assertTrue(settings.effective().getFirst().secret());
    assertTrue(settings.hasSecretInFile());
    assertFalse(given("canary").toString().contains("canary"));
  }

  @Test
  void secret_notGiven_isNull() {
    Settings settings = settings(Map.of());
    assertNull(settings.secret("hook.url", "Where to post."));
    assertEquals("", settings.effective().getFirst().value());
    assertFalse(settings.hasSecretInFile());
  }

  @Test
  void entries_secretFields_areBlanked_othersAreQuotedWhereNeeded() {
    var fields = new java.util.LinkedHashMap<String, Given>();
    fields.put("name", given("it's: a"));
    fields.put("url", given("canary"));
    fields.put("urls", given("x"));
    var list = List.of(new GivenEntry(Origin.file("t.yaml", 7), fields));
    Settings settings = settings(Map.of("hooks", new Given("", Origin.file("t.yaml", 6), list)));
    List<String> names =
        settings.entries(
            "hooks",
            "Where to post.",
            entry -> entry.secret("url") == null ? null : entry.find("name"));
    assertEquals(List.of("it's: a"), names);
    assertEquals("[{name: 'it''s: a', url: '<secret>'}]", settings.effective().getFirst().value());
    assertEquals(
        List.of("hooks[0].urls: no such setting, did you mean url? (t.yaml:7)"), settings.finish());
  }

  @Test
  void plainSetting_givenAsListOfMaps_isAProblem() {
    var list = List.of(new GivenEntry(Origin.file("t.yaml", 7), Map.of("a", given("canary"))));
    Settings settings = settings(Map.of("x", new Given("", Origin.file("t.yaml", 6), list)));
    assertEquals(1, settings.count("x", "1", 0, 9, "A number."));
    assertEquals(List.of("x: must not be a list of maps (t.yaml:6)"), settings.finish());
  }
}
