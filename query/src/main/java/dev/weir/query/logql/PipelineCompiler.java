package dev.weir.query.logql;

import com.fasterxml.jackson.core.JsonFactory;
import dev.weir.query.engine.QueryException;
import dev.weir.query.logql.ast.LabelFilter;
import dev.weir.query.logql.ast.LogqlExpr.LogQuery;
import dev.weir.query.logql.ast.LogqlExpr.RangeAggregation;
import dev.weir.query.logql.ast.LogqlExpr.RangeFunction;
import dev.weir.query.logql.ast.LogqlExpr.Unwrap;
import dev.weir.query.logql.ast.Stage;
import dev.weir.query.logql.template.LineTemplates;
import dev.weir.query.template.Template;
import dev.weir.storage.logs.LineFilter;
import dev.weir.storage.logs.LogPlan;
import dev.weir.storage.model.Matcher;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Compiles the stages of one query. Line filters move to the store as long as nothing before them
/// changes the line: they only drop lines, so their place among stages that do not is of no matter.
/// One use.
final class PipelineCompiler {
  private final @Nullable Set<String> shown;
  private final Set<String> read = new HashSet<>();
  private final List<LineFilter> pushedDown = new ArrayList<>();
  private final List<PipelineStage> stages = new ArrayList<>();
  private final JsonFactory json = JsonLines.factory();
  private boolean readsAllLabels;
  private boolean readsLines;
  private boolean isLineChanged;

  /// `shown` are the labels that the result can show, null for all.
  PipelineCompiler(@Nullable Set<String> shown) {
    this.shown = shown;
  }

  LogPipeline compile(LogQuery query) {
    addStages(query, null);
    return new LogPipeline(pushedDown, EnumSet.allOf(LogPlan.Need.class), stages);
  }

  LogPipeline compile(RangeAggregation aggregation) {
    Unwrap unwrap = aggregation.unwrap();
    addStages(aggregation.query(), unwrap);
    RangeFunction function = aggregation.function();
    if (function == RangeFunction.BYTES_RATE || function == RangeFunction.BYTES_OVER_TIME) {
      readsLines = true;
    }
    Set<LogPlan.Need> needs = EnumSet.noneOf(LogPlan.Need.class);
    if (readsLines) {
      needs.add(LogPlan.Need.LINES);
    }
    if (shown == null || readsAllLabels || !shown.isEmpty() || !read.isEmpty()) {
      needs.add(LogPlan.Need.FIELDS);
    }
    return new LogPipeline(pushedDown, needs, stages);
  }

  private void addStages(LogQuery query, @Nullable Unwrap unwrap) {
    for (Stage stage : query.stages()) {
      named(stage, () -> addReads(stage));
    }
    if (unwrap != null) {
      read.add(unwrap.label());
      unwrap.filters().forEach(filter -> LabelTests.addNames(filter, read));
    }
    WantedLabels wanted = wanted();
    for (Stage stage : query.stages()) {
      named(stage, () -> add(stage, wanted));
    }
    if (unwrap != null) {
      stages.add(new UnwrapStep(unwrap));
    }
  }

  /// Runs `work` for a stage; what it cannot do becomes a mistake of the query that names the
  /// stage.
  private static void named(Stage stage, Runnable work) {
    try {
      work.run();
    } catch (IllegalArgumentException e) {
      throw new QueryException(
          QueryException.Kind.BAD_DATA,
          "stage '" + LogqlFormatter.stage(stage) + "' : " + e.getMessage(),
          e);
    }
  }

  private WantedLabels wanted() {
    if (shown == null || readsAllLabels) {
      return new WantedLabels(null);
    }
    var names = new HashSet<String>(shown);
    names.addAll(read);
    return new WantedLabels(names);
  }

  /// Notes the labels that a stage looks at.
  private void addReads(Stage stage) {
    switch (stage) {
      case Stage.LabelFilterStage filter -> LabelTests.addNames(filter.filter(), read);
      case Stage.Drop drop -> drop.matchers().forEach(this::addRead);
      case Stage.Keep keep -> keep.matchers().forEach(this::addRead);
      case Stage.LineFormat format -> addReads(lineTemplate(format));
      case Stage.LabelFormat format -> format.assignments().forEach(this::addReads);
      case Stage.LineFilterStage filter -> {}
      case Stage.Json json -> {}
      case Stage.Logfmt logfmt -> {}
      case Stage.Regexp regexp -> {}
      case Stage.Pattern pattern -> {}
      case Stage.Unpack unpack -> {}
      case Stage.Decolorize decolorize -> {}
    }
  }

  private static Template lineTemplate(Stage.LineFormat format) {
    try {
      return LineTemplates.compile("line", format.template());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("invalid line template: " + e.getMessage(), e);
    }
  }

  private void addReads(Stage.LabelFormat.Assignment assignment) {
    if (assignment.isRename()) {
      read.add(assignment.value());
    } else {
      addReads(LabelFormatStage.template(assignment));
    }
  }

  private void addReads(Template template) {
    readsLines |= LineTemplates.readsLine(template);
    Set<String> fields = template.fields();
    if (fields == null) {
      readsAllLabels = true;
    } else {
      read.addAll(fields);
    }
  }

  private void addRead(Matcher matcher) {
    read.add(matcher.name());
  }

  private void add(Stage stage, WantedLabels wanted) {
    switch (stage) {
      case Stage.LineFilterStage filter -> addLineFilter(filter);
      case Stage.LabelFilterStage filter -> addLabelFilter(filter.filter());
      case Stage.Json parser ->
          addParser(
              wanted,
              parser.extractions().isEmpty()
                  ? new JsonStage(json, wanted)
                  : new JsonPathStage(json, parser.extractions(), wanted));
      case Stage.Logfmt logfmt ->
          addParser(
              wanted,
              logfmt.extractions().isEmpty()
                  ? new LogfmtStage(logfmt.strict(), logfmt.keepEmpty(), wanted)
                  : new LogfmtPickStage(logfmt.strict(), logfmt.extractions(), wanted));
      case Stage.Regexp regexp -> addParser(wanted, new RegexpStage(regexp.expression(), wanted));
      case Stage.Pattern pattern ->
          addParser(wanted, new PatternStage(LinePattern.forParser(pattern.expression()), wanted));
      case Stage.Unpack unpack -> addLineChange(new UnpackStage(json, wanted));
      case Stage.Decolorize decolorize -> addLineChange(new DecolorizeStage());
      case Stage.Drop drop -> stages.add(new DropStage(drop.names(), drop.matchers()));
      case Stage.Keep keep -> stages.add(new KeepStage(keep.names(), keep.matchers()));
      case Stage.LineFormat format -> {
        Template template = lineTemplate(format);
        readsLines |= LineTemplates.readsLine(template);
        isLineChanged = true;
        stages.add(new LineFormatStage(template));
      }
      case Stage.LabelFormat format -> stages.add(new LabelFormatStage(format.assignments()));
    }
  }

  private void addLineFilter(Stage.LineFilterStage filter) {
    LineTests tests = LineTests.compile(filter);
    PipelineStage test = isLineChanged ? tests.asStage() : tests.rest();
    if (!isLineChanged) {
      pushedDown.addAll(tests.filters());
    }
    if (test != null) {
      readsLines = true;
      stages.add(test);
    }
  }

  private void addLabelFilter(LabelFilter filter) {
    stages.add(LabelTests.compile(filter));
  }

  private void addParser(WantedLabels wanted, PipelineStage stage) {
    if (!wanted.isNothing()) {
      readsLines = true;
      stages.add(stage);
    }
  }

  private void addLineChange(PipelineStage stage) {
    readsLines = true;
    isLineChanged = true;
    stages.add(stage);
  }
}
