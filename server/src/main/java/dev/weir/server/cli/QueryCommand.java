package dev.weir.server.cli;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `weir query`.
@Command(
    name = "query",
    mixinStandardHelpOptions = true,
    description = {
      "Evaluates a PromQL expression on a running server and prints a table: the values now, or,",
      "with --start, one line for each series and step."
    },
    footer = {
      "",
      "Examples:",
      "  weir query 'up'",
      "  weir query 'rate(node_cpu_seconds_total[1m])' --start=-15m --step=1m",
      "  weir query 'sum by (job) (up)' --json"
    })
final class QueryCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "EXPR", description = "The PromQL expression.")
  private String expression = "";

  @Option(
      names = "--start",
      paramLabel = "TIME",
      description = "Start of a range: epoch seconds, RFC 3339, or back from now such as -1h.")
  private @Nullable String start;

  @Option(
      names = "--end",
      paramLabel = "TIME",
      description = "End of the range, or the instant to evaluate (default: now).")
  private @Nullable String end;

  @Option(
      names = "--step",
      paramLabel = "DURATION",
      defaultValue = "1m",
      description = "Step of the range (default: ${DEFAULT-VALUE}).")
  private String step = "1m";

  @Mixin private final ServerOptions server = new ServerOptions();

  @Option(names = "--json", description = "Prints the server's answer as it came.")
  private boolean json;

  @SuppressWarnings("NullAway.Init") // set by picocli before call()
  @Spec
  private CommandSpec spec;

  @Override
  public Integer call() {
    var parameters = new LinkedHashMap<String, String>();
    parameters.put("query", expression);
    long now = System.currentTimeMillis();
    if (start == null) {
      if (end != null) {
        parameters.put("time", TimeArgument.parse(end, now));
      }
    } else {
      parameters.put("start", TimeArgument.parse(start, now));
      parameters.put("end", end == null ? TimeArgument.seconds(now) : TimeArgument.parse(end, now));
      parameters.put("step", step);
    }
    String path = start == null ? "/api/v1/query" : "/api/v1/query_range";
    ApiClient.Answer answer = server.client().post(path, parameters);
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(answer.body());
    }
    Object tree = answer.json();
    if (!(tree instanceof Map<?, ?> envelope) || !"success".equals(envelope.get("status"))) {
      throw new Commands.Failure(answer.errorText());
    }
    if (!json) {
      ResultTable.print(envelope.get("data"), out);
    }
    out.flush();
    return 0;
  }
}
