package dev.weir.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/// A server in a process of its own, spoken to over sockets only. The ports are chosen by the
/// system and read from what it prints.
final class ServerProcess implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final List<String> LISTENERS =
      List.of("http", "statsd", "collectd", "graphite", "syslog", "lines");

  private final Process process;
  private final Map<String, Integer> ports = new HashMap<>();
  private final List<String> printed = new ArrayList<>();
  private final HttpClient client = HttpClient.newHttpClient();

  private ServerProcess(Process process) {
    this.process = process;
  }

  /// The start of a command line of this very build, without the launcher's build step.
  static List<String> weir() {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-ea", "-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    // what this very process was given for the libraries' sake
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("--"))
        .forEach(command::add);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    return command;
  }

  /// Starts a server with data in `directory` and waits until it says that it is ready.
  static ServerProcess start(Path directory, String... flags) throws IOException {
    return start(directory, ProcessBuilder.Redirect.INHERIT, Map.of(), flags);
  }

  /// The same with somewhere to write what it logs and with variables.
  static ServerProcess start(
      Path directory, ProcessBuilder.Redirect log, Map<String, String> variables, String... flags)
      throws IOException {
    List<String> command = weir();
    command.addAll(List.of("serve", "--storage.dir=" + directory));
    command.add("--http.listen=127.0.0.1:0");
    for (String listener : LISTENERS.subList(1, LISTENERS.size())) {
      command.add("--ingest." + listener + ".listen=127.0.0.1:0");
    }
    command.addAll(List.of(flags));
    var builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(name -> name.startsWith("WEIR_"));
    builder.environment().putAll(variables);
    builder.redirectError(log);
    var server = new ServerProcess(builder.start());
    server.awaitReady();
    return server;
  }

  private void awaitReady() throws IOException {
    var out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    String line;
    while ((line = out.readLine()) != null) {
      printed.add(line);
      if (line.equals("ready")) {
        return;
      }
      String[] words = line.split(" +");
      if (words.length == 3 && LISTENERS.contains(words[0])) {
        ports.put(words[0], Integer.parseInt(words[2].substring(words[2].lastIndexOf(':') + 1)));
      }
    }
    throw new IOException("the server ended before it was ready: " + printed);
  }

  /// What was printed before and with `ready`.
  List<String> printed() {
    return printed;
  }

  int port(String listener) {
    Integer port = ports.get(listener);
    if (port == null) {
      throw new IllegalStateException("no listener " + listener + " in " + printed);
    }
    return port;
  }

  HttpResponse<String> get(String path, String... headers) throws Exception {
    return send(request(path, headers).GET().build());
  }

  HttpResponse<String> post(String path, byte[] body, String... headers) throws Exception {
    return send(request(path, headers).POST(HttpRequest.BodyPublishers.ofByteArray(body)).build());
  }

  HttpResponse<String> post(String path, String body, String... headers) throws Exception {
    return post(path, body.getBytes(StandardCharsets.UTF_8), headers);
  }

  private HttpRequest.Builder request(String path, String... headers) {
    var uri = URI.create("http://127.0.0.1:" + port("http") + path);
    var request = HttpRequest.newBuilder(uri).timeout(PATIENCE);
    return headers.length == 0 ? request : request.headers(headers);
  }

  private HttpResponse<String> send(HttpRequest request) throws Exception {
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }

  /// The answer to an instant query.
  String query(String promql, String... headers) throws Exception {
    return get("/api/v1/query?query=" + URLEncoder.encode(promql, StandardCharsets.UTF_8), headers)
        .body();
  }

  /// The answer to a log query over the last hour, or to an instant metric query.
  String logs(String logql, String... headers) throws Exception {
    boolean isMetric = !logql.startsWith("{");
    String path = "/loki/api/v1/" + (isMetric ? "query" : "query_range") + "?limit=5000&query=";
    return get(path + URLEncoder.encode(logql, StandardCharsets.UTF_8), headers).body();
  }

  /// Asks for lines again until the answer is as wanted, at most `limit`; returns it.
  String awaitLogs(String logql, Duration limit, Predicate<String> wanted) throws Exception {
    long deadline = System.nanoTime() + limit.toNanos();
    String answer = logs(logql);
    while (!wanted.test(answer)) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError(logql + " still answers " + answer);
      }
      TimeUnit.MILLISECONDS.sleep(20);
      answer = logs(logql);
    }
    return answer;
  }

  /// Asks again until the answer is as wanted, and returns it.
  String await(String promql, Predicate<String> wanted) throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    String answer = query(promql);
    while (!wanted.test(answer)) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError(promql + " still answers " + answer);
      }
      TimeUnit.MILLISECONDS.sleep(50);
      answer = query(promql);
    }
    return answer;
  }

  void udp(String listener, byte[] datagram) throws IOException {
    try (var socket = new DatagramSocket()) {
      var to = new InetSocketAddress(InetAddress.getLoopbackAddress(), port(listener));
      socket.send(new DatagramPacket(datagram, datagram.length, to));
    }
  }

  void tcp(String listener, String text) throws IOException {
    tcp(listener, text.getBytes(StandardCharsets.UTF_8));
  }

  void tcp(String listener, byte[] bytes) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port(listener))) {
      socket.getOutputStream().write(bytes);
    }
  }

  /// `kill -9`.
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /// SIGTERM; returns how long the end took.
  Duration terminate() throws InterruptedException {
    long started = System.nanoTime();
    process.destroy();
    if (!process.waitFor(20, TimeUnit.SECONDS)) {
      throw new AssertionError("the server did not end");
    }
    return Duration.ofNanos(System.nanoTime() - started);
  }

  @Override
  public void close() {
    process.destroyForcibly();
    client.close();
  }
}
