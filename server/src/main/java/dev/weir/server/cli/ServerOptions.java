package dev.weir.server.cli;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The server that a command asks: what all such commands are told alike.
final class ServerOptions {
  @Option(
      names = "--url",
      paramLabel = "URL",
      defaultValue = "${env:WEIR_URL:-http://127.0.0.1:9430}",
      description = "The server (default: $$WEIR_URL, else http://127.0.0.1:9430).")
  private String url = "";

  @Option(names = "--tenant", paramLabel = "NAME", description = "The tenant asked.")
  private @Nullable String tenant;

  /// A client of it.
  ApiClient client() {
    try {
      String base = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
      return new ApiClient(URI.create(base), tenant);
    } catch (IllegalArgumentException e) {
      throw new Commands.Failure("not a URL: " + url);
    }
  }
}
