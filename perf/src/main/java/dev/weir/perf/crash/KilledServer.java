package dev.weir.perf.crash;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A real server that is started, killed and started again on the same data directory and ports.
/// One thread.
public final class KilledServer {
  private final List<String> command;
  private final Path directory;
  private final int httpPort;
  private final Answers answers;
  private @Nullable Process process;

  /// `command` starts a server; `settings` (`--key=value`) and a free HTTP port are added.
  public KilledServer(
      List<String> command, List<String> settings, Path directory, HttpClient client)
      throws IOException {
    this.directory = directory;
    httpPort = freePort();
    answers = new Answers(client, base());
    this.command = new ArrayList<>(command);
    this.command.add("--http.listen=127.0.0.1:" + httpPort);
    this.command.add("--storage.dir=" + directory.resolve("data"));
    this.command.addAll(settings);
  }

  public URI base() {
    return URI.create("http://127.0.0.1:" + httpPort);
  }

  Answers answers() {
    return answers;
  }

  /// Starts it and returns once it is ready.
  public void start() throws IOException, InterruptedException {
    Process started =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(
                ProcessBuilder.Redirect.appendTo(directory.resolve("server.log").toFile()))
            .start();
    process = started;
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
    while (!answers.isReady()) {
      if (!started.isAlive() || System.nanoTime() > deadline) {
        throw new IllegalStateException(
            "server did not start; see " + directory.resolve("server.log"));
      }
      Thread.sleep(20);
    }
  }

  /// SIGKILL; returns the moment, `System.nanoTime()`.
  public long kill() throws InterruptedException {
    Process running = process;
    if (running != null) {
      running.destroyForcibly().waitFor();
      process = null;
    }
    return System.nanoTime();
  }

  /// A port that nobody uses at the moment.
  public static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
