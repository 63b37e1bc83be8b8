package dev.weir.server.config;

import dev.weir.server.auth.Credential;
import dev.weir.server.auth.CredentialException;
import dev.weir.server.auth.Credentials;
import dev.weir.server.auth.Secret;
import dev.weir.server.auth.Tenants;
import dev.weir.storage.http.Scope;
import dev.weir.storage.model.Tenant;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// `auth`, `auth.tokens` and `auth.users`: who may use the server.
///
/// @param mode whether anybody must say who they are
/// @param entries tokens and users; none unless the mode is [Auth#REQUIRED]
public record AuthConfig(Auth mode, List<Credential> entries) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.@-]{0,63}");
  private static final int MAX_ENTRIES = 1000;

  public AuthConfig {
    entries = List.copyOf(entries);
  }

  public boolean isRequired() {
    return mode == Auth.REQUIRED;
  }

  static AuthConfig read(Settings settings) {
    Auth said =
        settings.silentChoice(
            "auth",
            Auth.class,
            Auth.LOOPBACK,
            "Who may use the server: loopback (this machine only), none (everybody who reaches a"
                + " listener), or required (those listed below).");
    var names = new HashMap<String, String>();
    List<Credential> entries =
        new ArrayList<>(
            settings.entries(
                "auth.tokens",
                "Programs that may call: maps of name, token_sha256 (or token, token_file), scopes"
                    + " and tenants.",
                entry -> read(entry, names, settings, Form.TOKEN, Form.TOKEN_HASH)));
    entries.addAll(
        settings.entries(
            "auth.users",
            "People who may call: maps of name, password_hash (or password, password_file,"
                + " password_hash_file), scopes and tenants.",
            entry -> read(entry, names, settings, Form.PASSWORD, Form.PASSWORD_HASH)));
    boolean isListed = settings.isGiven("auth.tokens") || settings.isGiven("auth.users");
    checkMode(settings, said, isListed);
    requireDistinctTokens(settings, entries);
    if (!isListed) {
      return new AuthConfig(said, List.of());
    }
    settings.show("auth", "required");
    return new AuthConfig(Auth.REQUIRED, entries);
  }

  private static void checkMode(Settings settings, Auth said, boolean isListed) {
    if (isListed && settings.isGiven("auth") && said != Auth.REQUIRED) {
      settings.problem(
          "auth",
          "is "
              + said.name().toLowerCase(Locale.ROOT)
              + ", but auth.tokens or auth.users list who may call: say one of the two");
    } else if (!isListed && said == Auth.REQUIRED) {
      settings.problem("auth", "is required, but neither auth.tokens nor auth.users list anybody");
    }
  }

  /// The ways to give a secret: in the configuration, or in a file.
  private enum Form {
    TOKEN("token", Credential.Kind.TOKEN, true),
    TOKEN_HASH("token_sha256", Credential.Kind.TOKEN_SHA256, false),
    PASSWORD("password", Credential.Kind.PASSWORD, true),
    PASSWORD_HASH("password_hash", Credential.Kind.PASSWORD_HASH, true);

    final String field;
    final Credential.Kind kind;
    final boolean hasFile;

    Form(String field, Credential.Kind kind, boolean hasFile) {
      this.field = field;
      this.kind = kind;
      this.hasFile = hasFile;
    }
  }

  private record Given(Credential.Kind kind, Secret secret, String field) {}

  private static @Nullable Credential read(
      EntryReader entry, Map<String, String> names, Settings settings, Form... forms) {
    String name =
        entry.text("name", NAME, "1 to 64 letters, digits or _.@-, not one of .@- in front");
    Given given = secret(entry, forms);
    Set<Scope> scopes = scopes(entry);
    Tenants tenants = tenants(entry);
    if (names.size() == MAX_ENTRIES) {
      entry.problem("name", "is one entry too many: limit " + MAX_ENTRIES);
    }
    String earlier = name.isEmpty() ? null : names.putIfAbsent(name, entry.key());
    if (earlier != null) {
      entry.problem("name", "is that of " + earlier + " too: '" + name + "'");
    }
    if (name.isEmpty() || given == null) {
      return null;
    }
    var credential = new Credential(name, given.kind(), given.secret(), scopes, tenants);
    return isUsable(credential, entry, given, settings) ? credential : null;
  }

  private static boolean isUsable(
      Credential credential, EntryReader entry, Given given, Settings settings) {
    try {
      Credentials.load(List.of(credential));
      String weakness = credential.weakness();
      if (weakness != null) {
        settings.warn(entry.key() + "." + given.field(), weakness, entry.origin(given.field()));
      }
      return true;
    } catch (CredentialException | IOException e) {
      entry.problem(given.field(), String.valueOf(e.getMessage()));
      return false;
    }
  }

  private static @Nullable Given secret(EntryReader entry, Form... forms) {
    var found = new ArrayList<Given>();
    var fields = new ArrayList<String>();
    for (Form form : forms) {
      fields.add(form.field);
      Secret inline = entry.secret(form.field);
      if (inline != null) {
        found.add(new Given(form.kind, inline, form.field));
      }
      if (form.hasFile) {
        String field = form.field + "_file";
        fields.add(field);
        Secret inFile = entry.secretFile(field);
        if (inFile != null) {
          found.add(new Given(form.kind, inFile, field));
        }
      }
    }
    if (found.size() == 1) {
      return found.getFirst();
    }
    String needed = "give one of " + String.join(", ", fields);
    if (found.isEmpty()) {
      entry.problem(forms[0].field, "is missing: " + needed);
    } else {
      entry.problem(found.getLast().field(), "is one secret too many: " + needed);
    }
    return null;
  }

  private static Set<Scope> scopes(EntryReader entry) {
    var scopes = EnumSet.noneOf(Scope.class);
    for (String text : entry.list("scopes", List.of())) {
      switch (text) {
        case "ingest" -> scopes.add(Scope.INGEST);
        case "read" -> scopes.add(Scope.READ);
        case "admin" -> scopes.add(Scope.ADMIN);
        default -> entry.problem("scopes", "must be some of ingest, read, admin: '" + text + "'");
      }
    }
    if (scopes.isEmpty()) {
      entry.problem("scopes", "must list some of ingest, read, admin");
    }
    return scopes;
  }

  private static Tenants tenants(EntryReader entry) {
    List<String> names = entry.list("tenants", List.of(Tenant.DEFAULT.name()));
    for (String name : names) {
      if (!name.equals(Tenants.ALL_TEXT) && !Tenant.isValid(name)) {
        entry.problem("tenants", "must be [A-Za-z0-9_-]{1,64} or '*': '" + name + "'");
      }
    }
    if (names.isEmpty()) {
      entry.problem("tenants", "must not be empty: leave it out for 'default', or say '*' for all");
    }
    return Tenants.of(names);
  }

  private static void requireDistinctTokens(Settings settings, List<Credential> entries) {
    try {
      Credentials.load(entries);
    } catch (CredentialException e) {
      settings.problem("auth.tokens", "'" + e.credential() + "' " + e.getMessage());
    }
  }
}
