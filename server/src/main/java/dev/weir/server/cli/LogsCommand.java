package dev.weir.server.cli;

import java.io.Console;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `weir logs`.
@Command(
    name = "logs",
    mixinStandardHelpOptions = true,
    description = {
      "Prints the log lines that a LogQL query finds on a running server, oldest first: the newest",
      "of the range unless --forward says the oldest."
    },
    footer = {
      "",
      "Examples:",
      "  weir logs '{job=\"syslog\"} |= \"error\"' --since=6h",
      "  weir logs '{app=\"nginx\"} | json | status >= 500' --follow",
      "  weir logs '{host=\"web1\"}' --from=2026-11-20T21:00:00Z --to=-1h --output=raw"
    })
final class LogsCommand implements Callable<Integer> {
  private static final long POLL_MS = 1000;
  private static final long NANOS_PER_MS = 1_000_000;

  @Parameters(index = "0", paramLabel = "QUERY", description = "The LogQL query, with {} selector.")
  private String query = "";

  @Option(
      names = "--since",
      paramLabel = "DURATION",
      defaultValue = "1h",
      description = "How far back, such as 15m or 7d (default: ${DEFAULT-VALUE}).")
  private String since = "1h";

  @Option(
      names = "--from",
      paramLabel = "TIME",
      description = "Start instead of --since: epoch seconds, RFC 3339, or back from now as -1h.")
  private @Nullable String from;

  @Option(names = "--to", paramLabel = "TIME", description = "End (default: now).")
  private @Nullable String to;

  @Option(
      names = {"-n", "--limit"},
      paramLabel = "LINES",
      defaultValue = "100",
      description = "At most so many lines (default: ${DEFAULT-VALUE}).")
  private int limit = 100;

  @Option(
      names = {"-f", "--follow"},
      description = "Goes on printing lines as they come.")
  private boolean follow;

  @Option(names = "--forward", description = "The oldest lines of the range, not the newest.")
  private boolean forward;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "LAYOUT",
      defaultValue = "default",
      description = "default (time, level, labels, line), raw or jsonl.")
  private LogPrinter.Layout layout = LogPrinter.Layout.DEFAULT;

  @Mixin private final ServerOptions server = new ServerOptions();

  @SuppressWarnings("NullAway.Init") // set by picocli before call()
  @Spec
  private CommandSpec spec;

  @Override
  public Integer call() {
    if (limit < 1) {
      throw new Commands.Failure("--limit must be positive: " + limit);
    }
    if (follow && (forward || to != null)) {
      throw new Commands.Failure("--follow goes on from now: it takes neither --forward nor --to");
    }
    var client = server.client();
    PrintWriter out = spec.commandLine().getOut();
    var printer = new LogPrinter(out, layout, isTerminal());
    long nowMs = System.currentTimeMillis();
    long startNs = TimeArgument.nanos(from == null ? "-" + since : from, nowMs);
    long endNs = to == null ? (nowMs + 1) * NANOS_PER_MS : TimeArgument.nanos(to, nowMs);
    LogPages.Source source =
        (start, end, count, isForward) -> lines(client, start, end, count, isForward);
    List<LogLine> lines =
        new ArrayList<>(new LogPages(source, forward, startNs, endNs).next(limit));
    if (!forward) {
      Collections.reverse(lines);
    }
    lines.forEach(printer::print);
    out.flush();
    return follow ? follow(LogPages.after(lines, source, startNs), printer, out) : 0;
  }

  /// Asks again and again, until nobody reads any more. A server that is away for a while is waited
  /// for.
  private int follow(LogPages pages, LogPrinter printer, PrintWriter out) {
    boolean away = false;
    while (!out.checkError()) {
      try {
        pages.extendTo((System.currentTimeMillis() + 1) * NANOS_PER_MS);
        List<LogLine> more = pages.next(LogPages.PAGE_LINES);
        more.forEach(printer::print);
        away = false;
        if (more.size() == LogPages.PAGE_LINES) {
          continue;
        }
      } catch (Commands.Failure e) {
        if (!away) {
          spec.commandLine().getErr().println("weir: " + e.getMessage() + "; trying again");
        }
        away = true;
      }
      try {
        Thread.sleep(POLL_MS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return 0;
      }
    }
    return 0;
  }

  private List<LogLine> lines(
      ApiClient client, long startNs, long endNs, int count, boolean isForward) {
    var form = new LinkedHashMap<String, String>();
    form.put("query", query);
    form.put("start", Long.toString(startNs));
    form.put("end", Long.toString(endNs));
    form.put("limit", Integer.toString(count));
    form.put("direction", isForward ? "forward" : "backward");
    ApiClient.Answer answer =
        client.post(
            "/loki/api/v1/query_range",
            form,
            Map.of("X-Loki-Response-Encoding-Flags", "categorize-labels"));
    if (answer.status() != 200) {
      boolean isRefused = answer.status() == 401 || answer.status() == 403;
      throw new Commands.Failure(isRefused ? answer.errorText() : answer.body().strip());
    }
    List<LogLine> lines = LogAnswer.lines(answer.json());
    Comparator<LogLine> oldestFirst = Comparator.comparingLong(LogLine::timeNs);
    lines.sort(isForward ? oldestFirst : oldestFirst.reversed());
    return lines;
  }

  @SuppressWarnings(
      "SystemConsoleNull") // it is null without a terminal, unless jdk.console says otherwise
  private static boolean isTerminal() {
    Console console = System.console();
    return console != null && console.isTerminal() && System.getenv("NO_COLOR") == null;
  }
}
