package dev.weir.perf.crash;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/// Writes Influx lines over HTTP, one request at a time, and remembers what was acknowledged. A
/// request without an answer is "unknown": its samples may or may not be there afterwards.
final class AckedWriter implements Runnable {
  private static final int SAMPLES_PER_REQUEST = 40;

  private final HttpClient client;
  private final URI target;
  private final String name;
  private final TreeMap<Long, Double> acknowledged = new TreeMap<>();
  private final TreeMap<Long, Double> unknown = new TreeMap<>();
  private long nextMs;
  private long sequence;
  private volatile boolean stopped;
  private volatile String refusal = "";

  AckedWriter(HttpClient client, URI target, String name, long firstMs) {
    this.client = client;
    this.target = target;
    this.name = name;
    this.nextMs = firstMs;
  }

  void stop() {
    stopped = true;
  }

  /// Ready for another run.
  void rearm() {
    stopped = false;
  }

  Map<Long, Double> acknowledged() {
    return acknowledged;
  }

  Map<Long, Double> unknown() {
    return unknown;
  }

  String name() {
    return name;
  }

  /// The first answer that was neither success nor "come back later"; empty when there was none.
  String refusal() {
    return refusal;
  }

  @Override
  public void run() {
    while (!stopped) {
      var batch = new TreeMap<Long, Double>();
      var body = new StringBuilder();
      for (int i = 0; i < SAMPLES_PER_REQUEST; i++) {
        double value = sequence++;
        batch.put(nextMs, value);
        body.append("crash,writer=").append(name).append(" value=").append(value);
        body.append(' ').append(nextMs++).append('\n');
      }
      HttpRequest request =
          HttpRequest.newBuilder(target)
              .timeout(Duration.ofSeconds(10))
              .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
              .build();
      try {
        HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() / 100 == 2) {
          acknowledged.putAll(batch);
        } else {
          unknown.putAll(batch);
          if (answer.statusCode() != 429 && answer.statusCode() != 503) {
            refusal = answer.statusCode() + " " + answer.body();
          }
        }
      } catch (IOException killed) {
        unknown.putAll(batch);
        return;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
