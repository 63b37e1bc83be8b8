package dev.weir.server.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `weir serve`.
@Command(
    name = "serve",
    description = {
      "Runs the server until SIGTERM or SIGINT: prints one line per listener, then 'ready'.",
      "Logs go to standard error."
    })
final class ServeCommand extends ConfiguredCommand implements Callable<Integer> {
  @Option(
      names = {"-h", "--help"},
      usageHelp = false,
      description = "Shows this and every setting.")
  private boolean help;

  @SuppressWarnings("NullAway.Init") // set by picocli before call()
  @Spec
  private CommandSpec spec;

  @Override
  public Integer call() {
    if (help) {
      spec.commandLine().usage(spec.commandLine().getOut());
      spec.commandLine().getOut().println();
      spec.commandLine().getOut().print(settingsHelp());
      spec.commandLine().getOut().flush();
      return 0;
    }
    return ServeLine.run(file(), flags(), System.out, System.err);
  }
}
