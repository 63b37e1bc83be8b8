package dev.weir.server.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// The top of the command line.
@Command(
    name = "weir",
    description =
        "Takes in metrics and logs, keeps them compressed, answers Grafana in its own languages.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      ServeCommand.class,
      QueryCommand.class,
      LogsCommand.class,
      ConfigCommand.class,
      RulesCommand.class,
      AuthCommand.class,
      VerifyCommand.class,
      VersionCommand.class,
      CommandLine.HelpCommand.class
    },
    footer = {
      "",
      "Start with:",
      "  weir serve                                  listeners on loopback, data in ./data",
      "  echo 'hello:1|c' | nc -u -w1 127.0.0.1 8125  count something",
      "  weir query '{\"stats_counts.hello\"}'  ask for it (after the flush, 10 s)",
      "  weir logs '{job=\"weir\"}' --follow         what the server says of itself, as it comes",
      "",
      "Every setting is a flag, a variable and a YAML key with the same name; 'weir help serve'",
      "lists them."
    })
public final class Commands implements Callable<Integer> {
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Shows this; 'weir COMMAND --help' tells more of a command.")
  @SuppressWarnings("unused") // picocli answers it
  private boolean isHelp;

  @SuppressWarnings("NullAway.Init") // set by picocli before call()
  @Spec
  private CommandSpec spec;

  /// Runs one command line and returns the exit code.
  public static int run(String[] args) {
    Integer served = ServeLine.tryRun(args);
    return served != null ? served : line().execute(args);
  }

  static CommandLine line() {
    var line = new CommandLine(new Commands());
    line.setUsageHelpWidth(100);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setExecutionExceptionHandler((failure, command, parsed) -> {
      if (failure instanceof Failure) {
        command.getErr().println("weir: " + failure.getMessage());
        return 1;
      }
      throw failure;
    });
    return line;
  }

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return 2;
  }

  /// A command cannot do its work; the message is all there is to say.
  static final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1;

    Failure(String message) {
      super(message);
    }
  }
}
