package dev.weir.query.promql;

import dev.weir.query.promql.ast.FunctionSignature;
import java.util.List;

/// One PromQL function: its types, one sentence, and examples that run as tests and feed the UI's
/// completion. An example reads `expression => result`, evaluated at minute 10 of the data
/// described in [FunctionTable].
public record FunctionSpec(
    FunctionSignature signature, String summary, List<String> examples, boolean isEvaluated) {
  public FunctionSpec {
    examples = List.copyOf(examples);
  }

  public String name() {
    return signature.name();
  }
}
