package dev.weir.server.cli;

import dev.weir.alerting.rule.RuleFile;
import dev.weir.alerting.rule.RuleLoader;
import dev.weir.alerting.rule.RuleProblem;
import dev.weir.alerting.rule.RuleSet;
import dev.weir.storage.io.MachineFiles;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `weir rules check`.
@Command(
    name = "rules",
    mixinStandardHelpOptions = true,
    description = "Checks rule files.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {RulesCommand.Check.class})
final class RulesCommand implements Callable<Integer> {
  @SuppressWarnings("NullAway.Init") // set by picocli before call()
  @Spec
  private CommandSpec spec;

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return 2;
  }

  /// `weir rules check FILE...`.
  @Command(
      name = "check",
      mixinStandardHelpOptions = true,
      description = {
        "Reads rule files as 'serve' would and lists every mistake as file:line:column: message.",
        "Exit code 0 when there is none, else 1. No server is needed."
      })
  static final class Check implements Callable<Integer> {
    @SuppressWarnings("FieldMayBeFinal") // filled by picocli
    @Parameters(paramLabel = "FILE", arity = "1..*", description = "Files, or patterns in quotes.")
    private List<String> patterns = new ArrayList<>();

    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
      PrintWriter out = spec.commandLine().getOut();
      RuleSet rules = new RuleLoader(MachineFiles.INSTANCE, patterns).load();
      List<RuleProblem> problems = rules.problems();
      problems.forEach(out::println);
      for (RuleFile file : rules.files()) {
        if (file.isSound()) {
          out.println(
              file.path()
                  + ": "
                  + counted(file.groups().size(), "group")
                  + ", "
                  + counted(file.ruleCount(), "rule"));
        }
      }
      if (!problems.isEmpty()) {
        out.println(counted(problems.size(), "mistake"));
      }
      out.flush();
      return problems.isEmpty() ? 0 : 1;
    }

    private static String counted(int count, String what) {
      return count + " " + what + (count == 1 ? "" : "s");
    }
  }
}
