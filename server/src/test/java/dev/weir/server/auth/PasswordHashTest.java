package dev.weir.server.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class PasswordHashTest {
  @Test
  void format_canBeParsedAndMatchesThatPasswordOnly() {
    String text = PasswordHash.of("pässword").format();
    assertTrue(text.startsWith("pbkdf2-sha256$600000$"), text);
    PasswordHash hash = PasswordHash.parse(text);
    assertTrue(hash.matches("pässword"));
    assertFalse(hash.matches("passwort"));
    assertEquals(text, hash.format());
    assertNotEquals(text, PasswordHash.of("pässword").format());
  }

  /// Made with Python's `hashlib.pbkdf2_hmac`.
  @Test
  void matches_hashOfAnotherProgram() {
    var hash =
        PasswordHash.parse(
            "pbkdf2-sha256$600000$AAECAwQFBgcICQoLDA0ODw$GGuFEBNzBJIEv-7TuB-VfxtcBkDoY6WAxixtrmRcHjc");
    assertTrue(hash.matches("hunter2hunter2"));
  }

  @Test
  void parse_other_isRefusedWithoutTheText() {
    String good = PasswordHash.of("x").format();
    for (String bad :
        new String[] {
          "",
          "hunter2",
          good + "x",
          good.replace("sha256", "sha1"),
          good.replace("600000", "599999"),
          good.replace("600000", "99999999")
        }) {
      var e = assertThrows(IllegalArgumentException.class, () -> PasswordHash.parse(bad));
      String message = String.valueOf(e.getMessage());
      assertFalse(message.contains("hunter2"), message);
      assertFalse(message.contains(good.substring(30)), message);
    }
  }
}
