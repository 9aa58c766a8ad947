#include "sim/report/timeline/trace_events.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

namespace skipgrid::sim {

namespace {

void add(std::string& events, const std::string& members) {
  events += (events.empty() ? "{\"pid\":1," : ",\n{\"pid\":1,") + members + "}";
}

}  // namespace

std::string quoted(const std::string& text) {
  return nlohmann::json(text).dump(-1, ' ', true, nlohmann::json::error_handler_t::replace);
}

void TraceEvents::track(int number, const std::string& name) {
  add(tracks_, fmt::format(R"("ph":"M","tid":{},"name":"thread_name","args":{{"name":{}}})", number, quoted(name)));
  add(tracks_, fmt::format(R"("ph":"M","tid":{0},"name":"thread_sort_index","args":{{"sort_index":{0}}})", number));
}

void TraceEvents::slice(int track, const std::string& name, const std::string& details, Cycles begin, Cycles end) {
  add(events_, fmt::format(R"("ph":"X","tid":{},"name":{},"ts":{},"dur":{},"args":{{{}}})", track, quoted(name),
                           begin.count(), (end - begin).count(), details));
}

void TraceEvents::counter(const std::string& name, Cycles at, double value) {
  add(events_, fmt::format(R"("ph":"C","name":{},"ts":{},"args":{{"value":{:.6g}}})", quoted(name), at.count(), value));
}

std::string TraceEvents::text(std::int64_t left_out) const {
  return fmt::format(
      "{{\"displayTimeUnit\":\"ms\",\"otherData\":{{\"unit\":\"a microsecond is a cycle\",\"slices left out\":{}}},"
      "\"traceEvents\":[\n{}{}{}\n]}}\n",
      left_out, tracks_, tracks_.empty() || events_.empty() ? "" : ",\n", events_);
}

}  // namespace skipgrid::sim
