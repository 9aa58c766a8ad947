#include "sim/report/timeline.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace skipgrid::sim {

namespace {

constexpr int kTiles = 1;  // their track

std::string quoted(const std::string& text) {
  return nlohmann::json(text).dump(-1, ' ', true, nlohmann::json::error_handler_t::replace);
}

std::string named_track(int track, const std::string& name) {
  return fmt::format(
      "{{\"ph\":\"M\",\"pid\":1,\"tid\":{0},\"name\":\"thread_name\",\"args\":{{\"name\":{1}}}}},\n"
      "{{\"ph\":\"M\",\"pid\":1,\"tid\":{0},\"name\":\"thread_sort_index\",\"args\":{{\"sort_index\":{0}}}}}",
      track, quoted(name));
}

}  // namespace

Window window_from_string(std::string_view text) {
  const auto fail = [&] {
    throw std::invalid_argument(fmt::format("expected FROM:TO, cycles with FROM before TO, got \"{}\"", text));
  };
  const auto cycles = [&](std::string_view number, Cycles otherwise) {
    if (number.empty()) return otherwise;
    std::int64_t count = 0;
    const auto [stop, error] = std::from_chars(number.data(), number.data() + number.size(), count);
    if (error != std::errc() || stop != number.data() + number.size() || count < 0) fail();
    return Cycles(count);
  };
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) fail();
  const Window all;
  const Window window{cycles(text.substr(0, colon), all.from), cycles(text.substr(colon + 1), all.to)};
  if (window.from >= window.to) fail();
  return window;
}

bool Timeline::room(Cycles begin, Cycles end, std::int64_t most) {
  if (end <= window_.from || begin >= window_.to) return false;
  if (slices_ < most) {
    ++slices_;
    return true;
  }
  ++left_out_;
  return false;
}

void Timeline::slice(int track, const std::string& name, const std::string& details, Cycles begin, Cycles end) {
  events_ += fmt::format(",\n{{\"ph\":\"X\",\"pid\":1,\"tid\":{},\"name\":{},\"ts\":{},\"dur\":{},\"args\":{{{}}}}}",
                         track, quoted(name), begin.count(), (end - begin).count(), details);
}

void Timeline::operation(Unit& unit, const std::string& name, const std::string& details, Cycles begin, Cycles end) {
  if (!room(begin, end, most_)) return;
  auto lane = std::find_if(unit.free_from.begin(), unit.free_from.end(), [&](Cycles free) { return free <= begin; });
  if (lane == unit.free_from.end()) lane = unit.free_from.insert(lane, Cycles(0));
  *lane = end;
  slice(unit.first_track + static_cast<int>(lane - unit.free_from.begin()), name, details, begin, end);
}

void Timeline::tiles(const traces::GemmOp& op, const StreamRun& run) {
  const Cycles end = run.last + run.length;
  // Half of the room is kept for operations.
  if (!room(run.first, end, most_ / 2)) return;
  slice(kTiles, fmt::format("{}.{} {}", op.layer, op.op, to_string(op.phase)),
        fmt::format("\"tiles\":{},\"step\":{}", run.count, op.step), run.first, end);
}

void Timeline::product(const traces::GemmOp& op, Cycles begin, Cycles end) {
  operation(array_, fmt::format("{}.{} {}", op.layer, op.op, to_string(op.phase)),
            fmt::format("\"step\":{},\"m\":{},\"k\":{},\"n\":{},\"kept m\":{},\"kept k\":{},\"kept n\":{},\"c\":{}",
                        op.step, op.m, op.k, op.n, op.kept_m(), op.kept_k(), op.kept_n(), quoted(to_string(op.c))),
            begin, end);
}

void Timeline::element_wise(const traces::VectorOp& op, Cycles begin, Cycles end) {
  operation(vector_, fmt::format("{}.{} {}", op.layer, to_string(op.kind), to_string(op.phase)),
            fmt::format("\"step\":{},\"elements\":{}", op.step, op.elements), begin, end);
}

std::string Timeline::text() const {
  std::string tracks = named_track(kTiles, "tiles that stream");
  for (const Unit* unit : {&array_, &vector_}) {
    for (std::size_t lane = 0; lane < unit->free_from.size(); ++lane)
      tracks += ",\n" + named_track(unit->first_track + static_cast<int>(lane),
                                    lane == 0 ? unit->name : fmt::format("{}, overlapping", unit->name));
  }
  return fmt::format(
      "{{\"displayTimeUnit\":\"ms\",\"otherData\":{{\"unit\":\"a microsecond is a cycle\",\"slices left out\":{}}},"
      "\"traceEvents\":[\n{}{}\n]}}\n",
      left_out_, tracks, events_);
}

}  // namespace skipgrid::sim
