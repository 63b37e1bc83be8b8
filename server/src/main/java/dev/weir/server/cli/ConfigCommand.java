package dev.weir.server.cli;

import dev.weir.server.http.ConfigText;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `weir config check|print`.
@Command(
    name = "config",
    mixinStandardHelpOptions = true,
    description = "Checks or prints the configuration.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {ConfigCommand.Check.class, ConfigCommand.Print.class})
final class ConfigCommand implements Callable<Integer> {
  @SuppressWarnings("NullAway.Init") // set by picocli before call()
  @Spec
  private CommandSpec spec;

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return 2;
  }

  /// `weir config check`.
  @Command(
      name = "check",
      mixinStandardHelpOptions = true,
      description = {
        "Reads the configuration as 'serve' would and lists every problem with its key and place.",
        "Exit code 0 when there is none, else 1. Says what is careless. Takes the same flags as",
        "'serve'."
      })
  static final class Check extends ConfiguredCommand implements Callable<Integer> {
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
      for (String warning : readConfig().warnings()) {
        spec.commandLine().getErr().println("warning: " + warning);
      }
      spec.commandLine().getOut().println("configuration is fine");
      return 0;
    }
  }

  /// `weir config print`.
  @Command(
      name = "print",
      mixinStandardHelpOptions = true,
      description = {
        "Prints every setting with its effective value and where that came from, as YAML that can be",
        "used again. Secrets are blanked. Takes the same flags as 'serve'."
      })
  static final class Print extends ConfiguredCommand implements Callable<Integer> {
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
      PrintWriter out = spec.commandLine().getOut();
      out.print(ConfigText.yaml(readConfig()));
      out.flush();
      return 0;
    }
  }
}
