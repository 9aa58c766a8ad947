#include "sim/report/timeline.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

namespace skipgrid::sim {

namespace {

std::string quoted(const std::string& text) {
  return nlohmann::json(text).dump(-1, ' ', true, nlohmann::json::error_handler_t::replace);
}

}  // namespace

bool Timeline::room(std::int64_t most) {
  if (slices_ < most) {
    ++slices_;
    return true;
  }
  ++left_out_;
  return false;
}

void Timeline::operation(const char* unit, std::uint64_t id, const std::string& name, const std::string& details,
                         Cycles begin, Cycles end) {
  if (!room(most_)) return;
  const auto event = [&](const char* kind, Cycles at, const std::string& arguments) {
    events_ += fmt::format(",\n{{\"ph\":\"{}\",\"cat\":\"{}\",\"id\":{},\"pid\":1,\"name\":{},\"ts\":{}{}}}", kind,
                           unit, id, quoted(name), at.count(), arguments);
  };
  event("b", begin, ",\"args\":{" + details + "}");
  event("e", end, "");
}

void Timeline::tiles(const traces::GemmOp& op, const StreamRun& run) {
  // Half of the room is kept for operations.
  if (!room(most_ / 2)) return;
  const std::string name =
      run.count == 1 ? op.layer + "." + op.op : fmt::format("{} tiles of {}.{}", run.count, op.layer, op.op);
  events_ += fmt::format(",\n{{\"ph\":\"X\",\"pid\":1,\"tid\":1,\"name\":{},\"ts\":{},\"dur\":{}}}", quoted(name),
                         run.first.count(), (run.last + run.length - run.first).count());
}

void Timeline::product(const traces::GemmOp& op, Cycles begin, Cycles end) {
  operation("array operations", op.id, fmt::format("{}.{} {} {}", op.layer, op.op, to_string(op.phase), op.step),
            fmt::format("\"m\":{},\"k\":{},\"n\":{},\"kept m\":{},\"kept k\":{},\"kept n\":{},\"c\":{}", op.m, op.k,
                        op.n, op.kept_m(), op.kept_k(), op.kept_n(), quoted(to_string(op.c))),
            begin, end);
}

void Timeline::element_wise(const traces::VectorOp& op, Cycles begin, Cycles end) {
  operation("vector operations", op.id,
            fmt::format("{}.{} {} {}", op.layer, to_string(op.kind), to_string(op.phase), op.step),
            fmt::format("\"elements\":{}", op.elements), begin, end);
}

std::string Timeline::text() const {
  return fmt::format(
      "{{\"displayTimeUnit\":\"ms\",\"otherData\":{{\"unit\":\"a microsecond is a cycle\",\"slices left out\":{}}},"
      "\"traceEvents\":[\n"
      "{{\"ph\":\"M\",\"pid\":1,\"tid\":1,\"name\":\"thread_name\",\"args\":{{\"name\":\"tiles that stream\"}}}}"
      "{}\n]}}\n",
      left_out_, events_);
}

}  // namespace skipgrid::sim
