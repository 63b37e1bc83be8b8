package dev.weir.perf.crash;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.BitSet;

/// Pushes numbered lines as Loki clients do, a few at a time, each line once, and remembers which
/// were acknowledged and which were on their way when the server died. Line `n` of a writer has the
/// time `firstNs + n` milliseconds.
///
/// [#run()] by one thread; the sets are read when it has ended.
final class LineWriter implements Runnable {
  private static final int LINES = 20;

  private final HttpClient client;
  private final URI push;
  private final String name;
  private final long firstNs;
  private final BitSet acknowledged = new BitSet();
  private final BitSet unknown = new BitSet();
  private int next;
  private String refusal = "";
  private volatile boolean stopped;

  LineWriter(HttpClient client, URI push, String name, long firstNs) {
    this.client = client;
    this.push = push;
    this.name = name;
    this.firstNs = firstNs;
  }

  String name() {
    return name;
  }

  /// Numbers of lines whose push was answered with 204.
  BitSet acknowledged() {
    return acknowledged;
  }

  /// Numbers of lines whose push got no answer.
  BitSet unknown() {
    return unknown;
  }

  /// What the server said when it did not take a push; empty when it always did.
  String refusal() {
    return refusal;
  }

  void rearm() {
    stopped = false;
  }

  void stop() {
    stopped = true;
  }

  /// The text of line `n`, with some bulk so that templates and numbers both occur.
  String line(int n) {
    return "request %s n=%d took %dms path=/api/items/%d status=%d"
        .formatted(name, n, n % 977, n * 31L % 10_007, n % 50 == 0 ? 500 : 200);
  }

  @Override
  public void run() {
    while (!stopped) {
      int from = next;
      next += LINES;
      try {
        HttpResponse<String> answer =
            client.send(
                HttpRequest.newBuilder(push)
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(body(from)))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() == 204) {
          acknowledged.set(from, next);
        } else {
          refusal = answer.statusCode() + " " + answer.body();
          return;
        }
      } catch (IOException died) {
        unknown.set(from, next);
        return;
      } catch (InterruptedException e) {
        unknown.set(from, next);
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private String body(int from) {
    var out = new StringBuilder("{\"streams\":[{\"stream\":{\"job\":\"crash\",\"writer\":\"");
    out.append(name).append("\"},\"values\":[");
    for (int n = from; n < from + LINES; n++) {
      out.append(n == from ? "[\"" : ",[\"").append(firstNs + n * 1_000_000L).append("\",\"");
      out.append(line(n)).append("\"]");
    }
    return out.append("]}]}").toString();
  }
}
