package dev.weir.server.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.storage.selfmetrics.MetricRegistry;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuthenticatorTest {
  private static final InetAddress HERE = InetAddress.ofLiteral("192.0.2.1");
  private static final InetAddress THERE = InetAddress.ofLiteral("192.0.2.2");

  private final TestClock clock = new TestClock();
  private final MetricRegistry metrics = new MetricRegistry();

  @TempDir Path folder;

  private Authenticator with(Credential... entries) throws CredentialException {
    List<Credential> list = List.of(entries);
    return new Authenticator(list, Credentials.load(list), clock, metrics);
  }

  private static String basic(String user, String password) {
    byte[] bytes = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(bytes);
  }

  private static String name(Outcome outcome) {
    return assertInstanceOf(Outcome.Accepted.class, outcome).caller().name();
  }

  private double derivations() {
    double[] found = {0};
    metrics.visit(
        new MetricRegistry.Visitor() {
          @Override
          public void family(String family, String type, String help) {}

          @Override
          public void sample(String family, String suffix, List<String> labels, double value) {
            found[0] += family.equals("weir_server_auth_password_checks_total") ? value : 0;
          }
        });
    return found[0];
  }

  @Test
  void check_token_isAcceptedInEveryForm() throws Exception {
    var authenticator = with(CredentialsFixture.token());
    for (String header :
        List.of(
            "Bearer " + CredentialsFixture.TOKEN,
            "bearer  " + CredentialsFixture.TOKEN,
            "Token " + CredentialsFixture.TOKEN,
            basic("anything", CredentialsFixture.TOKEN))) {
      assertEquals("shipper", name(authenticator.quick(header, HERE)), header);
    }
    assertEquals(Outcome.ABSENT, authenticator.quick(null, HERE));
  }

  @Test
  void check_anythingElse_isWrong() throws Exception {
    var authenticator = with(CredentialsFixture.token());
    var random = new Random(20261130);
    var headers =
        new ArrayList<>(
            List.of(
                "",
                "Bearer",
                "Bearer ",
                CredentialsFixture.TOKEN,
                "Bearer " + CredentialsFixture.TOKEN + "x",
                "Bearer " + Tokens.sha256Hex(CredentialsFixture.TOKEN),
                "Api-Key " + CredentialsFixture.TOKEN,
                "Basic !!!",
                "Basic " + CredentialsFixture.TOKEN,
                basic(CredentialsFixture.TOKEN, ""),
                "Bearer " + "x".repeat(100_000)));
    for (int i = 0; i < 1000; i++) {
      byte[] bytes = new byte[random.nextInt(60)];
      random.nextBytes(bytes);
      headers.add("Bearer " + new String(bytes, StandardCharsets.ISO_8859_1));
    }
    for (String header : headers) {
      assertEquals(Outcome.WRONG, authenticator.check(header, HERE), header);
      clock.advanceMillis(7_000);
    }
  }

  @Test
  void check_password_isDerivedOnceForManyRequests() throws Exception {
    var authenticator = with(CredentialsFixture.token(), CredentialsFixture.user());
    String header = basic("anna", CredentialsFixture.PASSWORD);
    assertEquals(Outcome.SLOW, authenticator.quick(header, HERE));
    assertEquals(0, derivations());
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Outcome>> panels = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        panels.add(() -> authenticator.check(header, HERE));
      }
      for (var answer : threads.invokeAll(panels)) {
        assertEquals("anna", name(answer.get()));
      }
    }
    int atOnce = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    assertTrue(derivations() <= atOnce, "rounds of PBKDF2: " + derivations());
    assertEquals("anna", name(authenticator.quick(header, HERE)));
    clock.advanceMillis(300_001);
    assertEquals(Outcome.SLOW, authenticator.quick(header, HERE));
  }

  @Test
  void check_unknownUser_costsAsMuchAsAWrongPassword() throws Exception {
    var authenticator = with(CredentialsFixture.user());
    assertEquals(Outcome.WRONG, authenticator.check(basic("anna", "wrong"), HERE));
    assertEquals(1, derivations());
    assertEquals(Outcome.WRONG, authenticator.check(basic("nobody", "wrong"), HERE));
    assertEquals(2, derivations());
  }

  @Test
  void check_clearPassword_needsNoDerivation() throws Exception {
    var secret = Secret.of("clear text password");
    var authenticator = with(CredentialsFixture.of("bob", Credential.Kind.PASSWORD, secret));
    assertEquals("bob", name(authenticator.quick(basic("bob", "clear text password"), HERE)));
    assertEquals(Outcome.WRONG, authenticator.quick(basic("bob", "clear text"), HERE));
    assertEquals(Outcome.WRONG, authenticator.quick("Bearer clear text password", HERE));
  }

  @Test
  void check_afterManyWrong_isBlockedThereOnly_andTheKnownGoOn() throws Exception {
    var authenticator = with(CredentialsFixture.token());
    String known = "Bearer " + CredentialsFixture.TOKEN;
    assertEquals("shipper", name(authenticator.quick(known, HERE)));
    for (int i = 0; i < BackOff.FAILURES; i++) {
      assertEquals(Outcome.WRONG, authenticator.quick("Bearer guess" + i, HERE));
    }
    assertEquals(new Outcome.Blocked(30), authenticator.quick("Bearer guess", HERE));
    assertEquals("shipper", name(authenticator.quick(known, HERE)));
    String unseen = "Token " + CredentialsFixture.TOKEN; // right, but not remembered in this form
    assertEquals(new Outcome.Blocked(30), authenticator.quick(unseen, HERE));
    assertEquals("shipper", name(authenticator.quick(unseen, THERE)));
  }

  @Test
  void reload_changedFile_isTaken_andTheOldSecretIsForgotten() throws Exception {
    Path file = folder.resolve("token");
    Files.writeString(file, "first-token-first-token\n");
    var authenticator = with(CredentialsFixture.of("f", Credential.Kind.TOKEN, Secret.in(file)));
    assertTrue(authenticator.hasFiles());
    assertEquals("f", name(authenticator.quick("Bearer first-token-first-token", HERE)));
    Files.writeString(file, "second-token-second-token");
    authenticator.reload();
    assertEquals("f", name(authenticator.quick("Bearer second-token-second-token", HERE)));
    assertEquals(Outcome.WRONG, authenticator.quick("Bearer first-token-first-token", HERE));
    Files.writeString(file, "");
    authenticator.reload();
    assertTrue(authenticator.problems().getFirst().contains("'f'"));
    assertEquals("f", name(authenticator.quick("Bearer second-token-second-token", HERE)));
    Files.delete(file);
    authenticator.reload();
    assertTrue(authenticator.problems().getFirst().contains("does not exist"));
    Files.writeString(file, "second-token-second-token");
    authenticator.reload();
    assertEquals(List.of(), authenticator.problems());
  }

  @Test
  void verifiedCache_isBounded() {
    var cache = new VerifiedCache(clock);
    var caller = CredentialsFixture.token().principal();
    for (int i = 0; i < 5000; i++) {
      cache.put(cache.nameOf("header " + i), caller);
    }
    assertEquals(1024, cache.size());
    assertEquals(caller, cache.find(cache.nameOf("header 4999")));
  }

  @Test
  void toString_neverHoldsSecrets() throws Exception {
    var secret = Secret.of("canary-secret");
    String shown =
        CredentialsFixture.of("x", Credential.Kind.PASSWORD, secret)
            + String.valueOf(Presented.parse("Bearer canary-secret"))
            + CredentialsFixture.of("x", Credential.Kind.PASSWORD, secret).check();
    assertFalse(shown.contains("canary-secret"), shown);
    assertFalse(shown.contains(Tokens.sha256Hex("canary-secret")), shown);
  }
}
