#include "sim/report/timeline/timeline.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace skipgrid::sim {

namespace {

/// In the order of kSpentKinds.
constexpr std::array<const char*, kSpentKinds.size()> kReasons{"computes",           "fills or drains",
                                                               "waits for DRAM",     "waits for kept indices",
                                                               "waits for a buffer", "only the vector unit works"};

/// Of kSpentKinds; as many as there are for nothing.
std::size_t kind_of(Spent on) {
  return static_cast<std::size_t>(std::find(kSpentKinds.begin(), kSpentKinds.end(), on) - kSpentKinds.begin());
}

std::string name_of(const traces::GemmOp& op) { return fmt::format("{}.{} {}", op.layer, op.op, to_string(op.phase)); }

void write(TraceEvents& events, const std::string& name, const SampledCounter& counter) {
  for (const SampledCounter::Sample& sample : counter.samples()) events.counter(name, sample.from, sample.mean);
}

}  // namespace

Timeline::Timeline(std::int64_t pes, Window window, std::int64_t most)
    : pes_(pes),
      window_(window),
      most_(most),
      read_{{400, "DRAM read"}, SampledCounter(window)},
      write_{{500, "DRAM write"}, SampledCounter(window)},
      utilization_(window),
      room_{SampledCounter(window), SampledCounter(window), SampledCounter(window)},
      shares_(kSpentKinds.size(), SampledCounter(window)) {}

bool Timeline::has_place(Track& track, Cycles begin, Cycles end) {
  if (!window_.overlaps(begin, end)) return false;
  if (track.slices++ < most_) return true;
  ++left_out_;
  return false;
}

void Timeline::slice(Track& track, const std::string& name, const std::string& details, Cycles begin, Cycles end) {
  if (has_place(track, begin, end)) events_.slice(track.number, name, details, begin, end);
}

void Timeline::operation(Track& track, const std::string& name, const std::string& details, Cycles begin, Cycles end) {
  if (!has_place(track, begin, end)) return;
  std::vector<Cycles>& free_from = track.free_from;
  auto lane = std::find_if(free_from.begin(), free_from.end(), [&](Cycles free) { return free <= begin; });
  if (lane == free_from.end()) lane = free_from.insert(lane, Cycles(0));
  *lane = end;
  events_.slice(track.number + static_cast<int>(lane - free_from.begin()), name, details, begin, end);
}

void Timeline::product(const traces::GemmOp& op, Cycles begin, Cycles end) {
  operation(array_, name_of(op),
            fmt::format("\"step\":{},\"m\":{},\"k\":{},\"n\":{},\"kept m\":{},\"kept k\":{},\"kept n\":{},\"c\":{}",
                        op.step, op.m, op.k, op.n, op.kept_m(), op.kept_k(), op.kept_n(), quoted(to_string(op.c))),
            begin, end);
}

void Timeline::element_wise(const traces::VectorOp& op, Cycles begin, Cycles end) {
  operation(vector_unit_, fmt::format("{}.{} {}", op.layer, to_string(op.kind), to_string(op.phase)),
            fmt::format("\"step\":{},\"elements\":{}", op.step, op.elements), begin, end);
}

void Timeline::tiles(const traces::GemmOp& op, const StreamRun& run, std::int64_t used_pes) {
  const Cycles end = run.last + run.length;
  const double macs = static_cast<double>(used_pes) * static_cast<double>(run.length.count());
  utilization_.add(run.first, end, macs / static_cast<double>((end - run.first).count() * pes_));
  slice(tiles_, name_of(op), fmt::format("\"tiles\":{},\"step\":{}", run.count, op.step), run.first, end);
}

void Timeline::scan(const traces::GemmOp& op, Cycles begin, Cycles end) {
  slice(skip_unit_, name_of(op),
        fmt::format("\"step\":{},\"kept m\":{},\"kept k\":{},\"kept n\":{}", op.step, op.kept_m(), op.kept_k(),
                    op.kept_n()),
        begin, end);
}

void Timeline::transfer(DramDirection direction, Bytes bytes, Cycles begin, Cycles end) {
  Traffic& traffic = direction == DramDirection::read ? read_ : write_;
  traffic.in_flight.add(begin, end, static_cast<double>(bytes.count()));
  if (end > traffic.end) {
    close(traffic);
    traffic.begin = std::max(begin, traffic.end);
    traffic.end = end;
    traffic.bytes = Bytes(0);
    traffic.requests = 0;
  }
  traffic.bytes += bytes;
  ++traffic.requests;
}

void Timeline::close(Traffic& traffic) {
  if (traffic.requests == 0) return;
  slice(traffic.track, "moves", fmt::format("\"bytes\":{},\"requests\":{}", traffic.bytes.count(), traffic.requests),
        traffic.begin, traffic.end);
}

void Timeline::spent(Spent on, Cycles begin, Cycles end) {
  if (const std::size_t kind = kind_of(on); kind < shares_.size()) shares_[kind].add(begin, end, 1);
  if (stretch_ && stretch_->on == on && stretch_->end == begin) {
    stretch_->end = end;
    return;
  }
  if (stretch_) close(*stretch_);
  stretch_ = {on, begin, end};
}

void Timeline::close(const Stretch& stretch) {
  const std::size_t kind = kind_of(stretch.on);
  slice(spent_, kind < kReasons.size() ? kReasons[kind] : "nothing", "", stretch.begin, stretch.end);
}

void Timeline::room(const PerMatrix<Bytes>& left, Cycles now) {
  count_room(now);
  now_left_ = {left, now};
}

void Timeline::count_room(Cycles until) {
  if (!now_left_ || now_left_->since >= until) return;
  for (const Matrix matrix : {Matrix::a, Matrix::b, Matrix::c})
    room_[matrix].add(now_left_->since, until, static_cast<double>(now_left_->left[matrix].count()));
}

void Timeline::end(Cycles cycles) {
  if (stretch_) close(*stretch_);
  for (Traffic* traffic : {&read_, &write_}) close(*traffic);
  count_room(cycles);
  // A viewer would show the last value of a counter to the end of all others.
  const auto to_the_end = [&](SampledCounter& counter) {
    if (!counter.empty()) counter.add(Cycles(0), cycles, 0);
  };
  for (SampledCounter* counter : {&utilization_, &read_.in_flight, &write_.in_flight}) to_the_end(*counter);
  for (SampledCounter& share : shares_) to_the_end(share);
}

std::string Timeline::text() const {
  TraceEvents events = events_;
  for (const Track* track : {&spent_, &tiles_, &skip_unit_, &read_.track, &write_.track})
    if (track->slices > 0) events.track(track->number, track->name);
  for (const Track* unit : {&array_, &vector_unit_})
    for (std::size_t lane = 0; lane < unit->free_from.size(); ++lane)
      events.track(unit->number + static_cast<int>(lane),
                   lane == 0 ? unit->name : fmt::format("{}, overlapping", unit->name));
  for (std::size_t kind = 0; kind < shares_.size(); ++kind)
    write(events, fmt::format("share of cycles: {}", kReasons[kind]), shares_[kind]);
  write(events, "utilization: MACs / (PEs x cycles)", utilization_);
  for (const Traffic* traffic : {&read_, &write_})
    write(events, fmt::format("bytes in flight: {}", traffic->track.name), traffic->in_flight);
  for (const auto& [buffer, matrix] : {std::pair{'a', Matrix::a}, {'b', Matrix::b}, {'c', Matrix::c}})
    write(events, fmt::format("bytes of room in buffer {}", buffer), room_[matrix]);
  return events.text(left_out_);
}

}  // namespace skipgrid::sim
