package dev.weir.query.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.weir.query.promql.Numbers;
import dev.weir.query.promql.ast.Expr;
import dev.weir.query.promql.ast.FunctionSignature;
import dev.weir.query.promql.ast.Timing;
import dev.weir.query.promql.ast.ValueType;
import dev.weir.query.promql.ast.VectorMatching;
import dev.weir.storage.model.Matcher;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Writes a syntax tree as the JSON of `parse_query`. Source of the shape: Prometheus 3,
/// `web/api/v1/translate_ast.go`.
final class TreeWriter {
  private final JsonGenerator json;

  TreeWriter(JsonGenerator json) {
    this.json = json;
  }

  void write(@Nullable Expr expr) throws IOException {
    if (expr == null) {
      json.writeNull();
      return;
    }
    json.writeStartObject();
    switch (expr) {
      case Expr.NumberLiteral number -> {
        type("numberLiteral");
        json.writeStringField("val", Numbers.format(number.value()));
      }
      case Expr.StringLiteral string -> {
        type("stringLiteral");
        json.writeStringField("val", string.value());
      }
      case Expr.Paren paren -> {
        type("parenExpr");
        child("expr", paren.expr());
      }
      case Expr.Unary unary -> {
        type("unaryExpr");
        json.writeStringField("op", unary.negative() ? "-" : "+");
        child("expr", unary.expr());
      }
      case Expr.VectorSelector vector -> {
        type("vectorSelector");
        selector(vector);
      }
      case Expr.MatrixSelector matrix -> {
        type("matrixSelector");
        json.writeNumberField("range", matrix.rangeMs());
        selector(matrix.vector());
      }
      case Expr.Subquery subquery -> {
        type("subquery");
        child("expr", subquery.expr());
        json.writeNumberField("range", subquery.rangeMs());
        json.writeNumberField("step", subquery.stepMs());
        timing(subquery.timing());
      }
      case Expr.Binary binary -> binary(binary);
      case Expr.Aggregate aggregate -> aggregate(aggregate);
      case Expr.Call call -> call(call);
    }
    json.writeEndObject();
  }

  private void type(String type) throws IOException {
    json.writeStringField("type", type);
  }

  private void child(String field, @Nullable Expr expr) throws IOException {
    json.writeFieldName(field);
    write(expr);
  }

  private void selector(Expr.VectorSelector vector) throws IOException {
    json.writeStringField("name", vector.metricName());
    json.writeArrayFieldStart("matchers");
    for (Matcher matcher : vector.matchers()) {
      json.writeStartObject();
      json.writeStringField("name", matcher.name());
      json.writeStringField("type", matcher.op().symbol());
      json.writeStringField("value", matcher.value());
      json.writeEndObject();
    }
    json.writeEndArray();
    timing(vector.timing());
  }

  private void timing(Timing timing) throws IOException {
    json.writeNumberField("offset", timing.offsetMs());
    json.writeFieldName("timestamp");
    if (timing.at() instanceof Timing.At.Timestamp fixed) {
      json.writeNumber(fixed.timestampMs());
    } else {
      json.writeNull();
    }
    json.writeFieldName("startOrEnd");
    switch (timing.at()) {
      case Timing.At.Start start -> json.writeString("start");
      case Timing.At.End end -> json.writeString("end");
      case Timing.At.Timestamp fixed -> json.writeNull();
      case null -> json.writeNull();
    }
  }

  private void binary(Expr.Binary binary) throws IOException {
    type("binaryExpr");
    json.writeStringField("op", binary.op().symbol());
    child("lhs", binary.left());
    child("rhs", binary.right());
    json.writeBooleanField("bool", binary.returnBool());
    VectorMatching matching = binary.matching();
    if (matching == null) {
      json.writeNullField("matching");
      return;
    }
    json.writeObjectFieldStart("matching");
    json.writeStringField("card", matching.cardinality().symbol());
    ApiWriter.strings(json, "labels", matching.labels());
    json.writeBooleanField("on", matching.on());
    ApiWriter.strings(json, "include", matching.include());
    json.writeEndObject();
  }

  private void aggregate(Expr.Aggregate aggregate) throws IOException {
    type("aggregation");
    json.writeStringField("op", aggregate.op().symbol());
    child("expr", aggregate.expr());
    child("param", aggregate.parameter());
    ApiWriter.strings(json, "grouping", aggregate.grouping());
    json.writeBooleanField("without", aggregate.without());
  }

  private void call(Expr.Call call) throws IOException {
    type("call");
    FunctionSignature function = call.function();
    json.writeObjectFieldStart("func");
    json.writeStringField("name", function.name());
    ApiWriter.strings(
        json, "argTypes", function.arguments().stream().map(ValueType::symbol).toList());
    json.writeNumberField("variadic", function.variadic());
    json.writeStringField("returnType", function.result().symbol());
    json.writeEndObject();
    json.writeArrayFieldStart("args");
    for (Expr argument : call.arguments()) {
      write(argument);
    }
    json.writeEndArray();
  }
}
