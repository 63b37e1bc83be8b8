package dev.weir.server.cli;

import java.io.Console;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The server that a command asks, and as whom: what all such commands are told alike.
final class ServerOptions {
  private static final int MAX_TOKEN_FILE_BYTES = 4096;

  @Option(
      names = "--url",
      paramLabel = "URL",
      defaultValue = "${env:WEIR_URL:-http://127.0.0.1:9430}",
      description =
          "The server (default: $$WEIR_URL, else http://127.0.0.1:9430). May hold"
              + " NAME:PASSWORD@ before the host.")
  private String url = "";

  @Option(names = "--tenant", paramLabel = "NAME", description = "The tenant asked.")
  private @Nullable String tenant;

  @Option(
      names = "--token",
      paramLabel = "TOKEN",
      description = "A token to call with (default: $$WEIR_TOKEN, which others cannot see).")
  private @Nullable String token;

  @Option(names = "--token-file", paramLabel = "FILE", description = "A file that holds the token.")
  private @Nullable Path tokenFile;

  @Option(
      names = "--user",
      paramLabel = "NAME[:PASSWORD]",
      description = "A user to call as; asks for the password when it is left out.")
  private @Nullable String user;

  @Option(
      names = "--ca",
      paramLabel = "FILE",
      description =
          "PEM file with the certificates to trust for https (default: $$WEIR_CA, else those of"
              + " Java).")
  private @Nullable Path ca;

  /// A client of it.
  ApiClient client() {
    return client(System.getenv());
  }

  ApiClient client(Map<String, String> environment) {
    URI given = uri();
    String authorization = authorization(given, environment);
    return new ApiClient(withoutUser(given), tenant, authorization, trust(environment));
  }

  private URI uri() {
    String base = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    try {
      URI uri = URI.create(base);
      if (uri.getHost() != null) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      // said below
    }
    throw new Commands.Failure(
        "not a URL: " + url.replaceFirst("//.*@", "//...@") + " (write http://HOST:PORT)");
  }

  private @Nullable String authorization(URI given, Map<String, String> environment) {
    if ((token == null ? 0 : 1) + (tokenFile == null ? 0 : 1) + (user == null ? 0 : 1) > 1) {
      throw new Commands.Failure("give one of --token, --token-file and --user");
    }
    if (token != null) {
      return "Bearer " + token;
    }
    if (tokenFile != null) {
      return "Bearer " + read(tokenFile);
    }
    if (user != null) {
      return basic(user.indexOf(':') < 0 ? user + ":" + ask(user) : user);
    }
    if (given.getUserInfo() != null) {
      return basic(given.getUserInfo());
    }
    String variable = environment.getOrDefault("WEIR_TOKEN", "");
    return variable.isEmpty() ? null : "Bearer " + variable;
  }

  private static String basic(String nameAndPassword) {
    byte[] bytes = nameAndPassword.getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(bytes);
  }

  @SuppressWarnings("SystemConsoleNull") // it is null without a terminal
  private static String ask(String user) {
    Console console = System.console();
    char[] typed =
        console == null || !console.isTerminal()
            ? null
            : console.readPassword("password of %s: ", user);
    if (typed == null) {
      throw new Commands.Failure("--user " + user + " has no password: write --user NAME:PASSWORD");
    }
    return new String(typed);
  }

  private static String read(Path file) {
    try (var in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_TOKEN_FILE_BYTES);
      return new String(bytes, StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new Commands.Failure("--token-file cannot be read: " + e.getMessage());
    }
  }

  private static URI withoutUser(URI uri) {
    if (uri.getRawUserInfo() == null) {
      return uri;
    }
    return URI.create(uri.toString().replaceFirst("//[^/]*@", "//"));
  }

  private @Nullable SSLSocketFactory trust(Map<String, String> environment) {
    String variable = environment.getOrDefault("WEIR_CA", "");
    Path file = ca != null ? ca : variable.isEmpty() ? null : Path.of(variable);
    return file == null ? null : PrivateCa.socketFactory(file);
  }
}
