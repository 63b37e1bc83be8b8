package dev.weir.query.logql;

import dev.weir.storage.logs.LogRows;
import dev.weir.storage.model.Labels;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A line on its way through a pipeline: its bytes and its labels as the stages so far left them.
/// Labels come from the stream, from the row's fields (structured metadata) and from parsers; an
/// empty value counts as a label here, but not in [Labels]. Reused for every row; one thread.
///
/// Where names meet, the stream's label keeps the name and the field or the parsed one is called
/// `name_extracted`; a parsed label that meets a field does the same. What a stage sets by name
/// (`label_format`) replaces whatever had the name. Of two parsed labels of one name the first
/// stays. Source: Loki 3, `pkg/logql/log/labels.go`.
public final class LineState {
  /// The label that says why a stage could not do its work.
  public static final String ERROR = "__error__";

  /// The label with the details.
  public static final String ERROR_DETAILS = "__error_details__";

  /// Added to a name that is taken.
  static final String EXTRACTED = "_extracted";

  /// Most labels that one line may get from its fields, or from parsers; further ones are left out.
  static final int MAX_LABELS = 1024;

  private byte[] text = {};
  private int from;
  private int to;
  private long timestampNs;
  private Labels stream = Labels.EMPTY;
  private long streamVersion;

  private final LabelSlots streamChanges = new LabelSlots();
  private final LabelSlots fields = new LabelSlots();
  private final LabelSlots parsed = new LabelSlots();
  private final NameSet deleted = new NameSet();
  private String error = "";
  private String errorDetails = "";
  private double value;

  private final LabelMerge mergedView = new LabelMerge();
  private final LabelMerge streamView = new LabelMerge();
  private final LabelMerge fieldsView = new LabelMerge();
  private final LabelMerge parsedView = new LabelMerge();
  private final LabelMerge selectedView = new LabelMerge();

  /// Begins with row `row` as it was stored. `rows` must stay as they are until the next call.
  public LineState start(LogRows rows, int row) {
    text = rows.text();
    from = rows.lineStart(row);
    to = rows.lineEnd(row);
    timestampNs = rows.timestampNs(row);
    if (!stream.equals(rows.stream())) {
      stream = rows.stream();
      streamVersion++;
    }
    streamChanges.clear();
    fields.clear();
    parsed.clear();
    deleted.clear();
    error = "";
    errorDetails = "";
    value = 0;
    for (int column = 0; column < rows.fieldColumns(); column++) {
      String field = rows.fieldValue(column, row);
      if (field != null) {
        addField(rows.fieldName(column), field);
      }
    }
    return this;
  }

  private void addField(String name, String field) {
    switch (name) {
      case ERROR -> error = field;
      case ERROR_DETAILS -> errorDetails = field;
      default -> {
        String free = stream.find(name) == null ? name : name + EXTRACTED;
        if (fields.count() < MAX_LABELS) {
          fields.set(free, field);
        }
      }
    }
  }

  /// The bytes that hold the line; not to be changed.
  public byte[] text() {
    return text;
  }

  /// Where the line starts in [#text()].
  public int from() {
    return from;
  }

  /// Where it ends.
  public int to() {
    return to;
  }

  /// The line as text; bytes that are not UTF-8 become U+FFFD.
  public String line() {
    return new String(text, from, to - from, StandardCharsets.UTF_8);
  }

  /// Epoch nanoseconds.
  public long timestampNs() {
    return timestampNs;
  }

  /// The value of a label, whatever it comes from; null when there is none.
  public @Nullable String label(String name) {
    if (name.startsWith("__error")) {
      if (name.equals(ERROR)) {
        return error.isEmpty() ? null : error;
      }
      if (name.equals(ERROR_DETAILS)) {
        return errorDetails.isEmpty() ? null : errorDetails;
      }
    }
    String found = parsed.find(name);
    if (found == null) {
      found = fields.find(name);
    }
    if (found == null) {
      found = streamChanges.find(name);
    }
    return found == null && !deleted.contains(name) ? stream.find(name) : found;
  }

  /// All labels, `__error__` and `__error_details__` included. The same object as for the row
  /// before when nothing changed.
  public Labels merged() {
    if (isUntouched() && fields.count() == 0) {
      return stream;
    }
    mergedView.begin();
    putStream(mergedView);
    fields.forEach(mergedView, parsed);
    parsed.forEach(mergedView, null);
    putErrors(mergedView);
    return mergedView.build();
  }

  /// Those of the stream that are left.
  public Labels stream() {
    if (isUntouched() && fields.count() == 0) {
      return stream;
    }
    streamView.begin();
    putStream(streamView);
    return streamView.build();
  }

  /// Those of the row's fields that are left.
  public Labels structuredMetadata() {
    fieldsView.begin();
    fields.forEach(fieldsView, parsed);
    return fieldsView.build();
  }

  /// Those that parsers and formats set, with `__error__` and `__error_details__`.
  public Labels parsed() {
    parsedView.begin();
    parsed.forEach(parsedView, null);
    putErrors(parsedView);
    return parsedView.build();
  }

  /// Only the labels of these names, as `by` wants them: cheaper than [#merged()]. The same object
  /// as for the call before when the values are the same.
  public Labels select(List<String> names) {
    selectedView.begin();
    for (int i = 0; i < names.size(); i++) {
      String found = label(names.get(i));
      if (found != null) {
        selectedView.put(names.get(i), found);
      }
    }
    return selectedView.build();
  }

  private boolean isUntouched() {
    return parsed.count() == 0
        && streamChanges.count() == 0
        && deleted.isEmpty()
        && error.isEmpty()
        && errorDetails.isEmpty();
  }

  private void putStream(LabelMerge view) {
    for (int i = 0; i < stream.count(); i++) {
      String name = stream.name(i);
      if (!deleted.contains(name)
          && streamChanges.find(name) == null
          && !fields.has(name)
          && !parsed.has(name)) {
        view.put(name, stream.value(i));
      }
    }
    for (int i = 0; i < streamChanges.count(); i++) {
      String name = streamChanges.name(i);
      if (!fields.has(name) && !parsed.has(name)) {
        view.put(name, streamChanges.value(i));
      }
    }
  }

  private void putErrors(LabelMerge view) {
    if (!error.isEmpty()) {
      view.put(ERROR, error);
    }
    if (!errorDetails.isEmpty()) {
      view.put(ERROR_DETAILS, errorDetails);
    }
  }

  /// True when a stage set `__error__`.
  public boolean hasError() {
    return !error.isEmpty();
  }

  /// The value of `__error__`, empty when there is none.
  public String error() {
    return error;
  }

  /// The value of `__error_details__`, empty when there is none.
  public String errorDetails() {
    return errorDetails;
  }

  /// What the pipeline's unwrap read; 0 when that failed (see [#hasError()]).
  public double value() {
    return value;
  }

  // --- for stages ---

  /// Changes whenever the stream does: what was derived from its labels holds while this is the
  /// same.
  long streamVersion() {
    return streamVersion;
  }

  /// True when the stream has a label of this name, whatever became of it since.
  boolean streamHas(String name) {
    return stream.find(name) != null;
  }

  /// True when a field of this name is there.
  boolean fieldsHave(String name) {
    return fields.has(name);
  }

  boolean parsedHas(String name) {
    return parsed.has(name);
  }

  /// Sets a parsed label; what had the name is replaced.
  void setParsed(String name, String newValue) {
    if (fields.count() > 0) {
      fields.remove(name);
    }
    if (streamChanges.count() > 0) {
      streamChanges.remove(name);
    }
    if (parsed.count() < MAX_LABELS || parsed.has(name)) {
      parsed.set(name, newValue);
    }
  }

  /// Adds what a parser found under `name`, or under the name that it gets because that one is
  /// taken; nothing when an earlier find has it.
  void extract(String name, String found) {
    String free = freeName(name);
    if (!parsed.has(free)) {
      setParsed(free, found);
    }
  }

  /// The name that a parsed `name` gets.
  private String freeName(String name) {
    return streamHas(name) || fields.has(name) || isReserved(name) ? name + EXTRACTED : name;
  }

  /// True for the names of errors, which data cannot set.
  static boolean isReserved(String name) {
    return name.equals(ERROR) || name.equals(ERROR_DETAILS);
  }

  /// `to = from`, keeping where the label came from. Nothing when there is no `from`.
  void rename(String source, String destination) {
    String found = parsed.find(source);
    if (found != null) {
      setParsed(destination, found);
      delete(source);
      return;
    }
    found = fields.find(source);
    if (found != null) {
      if (!parsed.has(destination)) {
        streamChanges.remove(destination);
        fields.set(destination, found);
      }
      delete(source);
      return;
    }
    found = isReserved(source) ? null : label(source);
    if (found != null) {
      if (!parsed.has(destination) && !fields.has(destination)) {
        streamChanges.set(destination, found);
      }
      delete(source);
    }
  }

  /// Removes a label, whatever it came from.
  void delete(String name) {
    parsed.remove(name);
    fields.remove(name);
    streamChanges.remove(name);
    deleted.add(name);
  }

  /// Names of all labels there are, errors left out, added to `names`.
  void addNames(List<String> names) {
    for (int i = 0; i < stream.count(); i++) {
      names.add(stream.name(i));
    }
    for (LabelSlots slots : new LabelSlots[] {streamChanges, fields, parsed}) {
      for (int i = 0; i < slots.count(); i++) {
        names.add(slots.name(i));
      }
    }
  }

  void setError(String kind, String details) {
    error = kind;
    errorDetails = details;
  }

  /// As [#setError], unless there is one: the first is the more useful.
  void setErrorIfNone(String kind, String details) {
    if (error.isEmpty()) {
      setError(kind, details);
    }
  }

  void clearError() {
    error = "";
  }

  void clearErrorDetails() {
    errorDetails = "";
  }

  /// Replaces the line. `bytes` must stay as they are until the next row.
  void setLine(byte[] bytes, int newFrom, int newTo) {
    text = bytes;
    from = newFrom;
    to = newTo;
  }

  void setValue(double newValue) {
    value = newValue;
  }
}
