#include "sim/sweep/points/points.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>
#include <unordered_map>

#include "sim/experiment/document.h"
#include "sim/experiment/run_config.h"
#include "sim/experiment/trace_source.h"
#include "traces/files/checksum.h"
#include "traces/input_error.h"

namespace skipgrid::sweep {
namespace {

/// Points that run the same trace get equal numbers.
class Groups {
 public:
  std::uint32_t number(const sim::RunConfig& run) {
    const std::uint64_t trace = traces::checksum_of(trace_key(run, sim::Variant::structured));
    return numbers_.try_emplace(trace, static_cast<std::uint32_t>(numbers_.size())).first->second;
  }

 private:
  std::unordered_map<std::uint64_t, std::uint32_t> numbers_;
};

/// Small arrays take more tiles; in the engine pe every PE costs time instead.
float cost_of(const sim::RunConfig& run) {
  return run.engine == sim::Engine::pe ? 1.0f : 1.0f / static_cast<float>(run.hardware.machine.array.pes());
}

}  // namespace

std::string id_text(std::uint64_t id) { return traces::checksum_text(id); }

std::uint64_t id_from_text(const std::string& text) { return traces::checksum_from_text(text); }

PointSpace::PointSpace(const SweepConfig& config) : config_(config), pointers_(pointers(config)) {
  for (const Axis& axis : config.axes) {
    if (axis.steps.size() > kMaxCombinations / size_)
      throw InputError(config.path, fmt::format("expected at most {} combinations of the axes", kMaxCombinations));
    size_ *= axis.steps.size();
  }
  for (std::size_t i = 0; i < config.where.size(); ++i)
    filters_.emplace_back(config.where[i], fmt::format("{}: /where/{}: {}", config.path, i, config.where[i]));
}

std::vector<const AxisValue*> PointSpace::values(std::uint64_t choice) const {
  if (choice >= size_) throw std::out_of_range("a choice beyond the combinations of the axes");
  std::vector<const AxisValue*> values(pointers_.size());
  std::size_t column = pointers_.size();
  for (auto axis = config_.axes.rbegin(); axis != config_.axes.rend(); ++axis) {
    const std::vector<AxisValue>& step = axis->steps[choice % axis->steps.size()];
    choice /= axis->steps.size();
    column -= step.size();
    for (std::size_t j = 0; j < step.size(); ++j) values[column + j] = &step[j];
  }
  return values;
}

std::string PointSpace::describe(std::uint64_t choice) const {
  const std::vector<const AxisValue*> chosen = values(choice);
  std::string text;
  for (std::size_t i = 0; i < chosen.size(); ++i)
    text += fmt::format("{}{} = {}", i == 0 ? "" : ", ", pointers_[i], shown_text(chosen[i]->shown));
  return text;
}

std::vector<Override> PointSpace::changes(std::uint64_t choice) const {
  const std::vector<const AxisValue*> chosen = values(choice);
  std::vector<Override> changes;
  for (std::size_t i = 0; i < chosen.size(); ++i)
    changes.push_back({fmt::format("{}: {} = {}", config_.path, pointers_[i], brief(chosen[i]->shown)), pointers_[i],
                       chosen[i]->content});
  return changes;
}

sim::Document PointSpace::document(std::uint64_t choice) const {
  return sim::changed({config_.path + ": " + describe(choice), config_.base}, changes(choice), "run.schema.json");
}

sim::RunConfig PointSpace::run(std::uint64_t choice) const { return run_config_from(document(choice)); }

sim::RunConfig PointSpace::run(const Point& point, ReadFiles& files) const {
  const sim::Document document = this->document(point.choice);
  sim::RunConfig run = run_config_from(document);
  if (auto* trace = std::get_if<sim::ReplayedTrace>(&run.work)) trace->checksum = files.checksum(trace->path);
  if (id_of(document, run, files) == point.id) return run;
  files.check_unchanged();
  throw InputError(document.file, "is not the run that this point was planned as: what it reads has changed");
}

std::vector<Point> PointSpace::points(ReadFiles& files) const {
  std::vector<Point> points;
  Groups groups;
  for (std::uint64_t choice = 0; choice < size_; ++choice) {
    if (!filters_.empty()) {
      Json candidate = config_.base;
      for (const Override& change : changes(choice)) apply_override(change, candidate);
      const auto keeps = [&](const Filter& filter) { return filter.keeps(candidate); };
      if (!std::all_of(filters_.begin(), filters_.end(), keeps)) continue;
    }
    const sim::Document document = this->document(choice);
    const sim::RunConfig run = run_config_from(document);
    note_files(document, run, files);
    points.push_back({id_of(document, run, files), choice, groups.number(run), cost_of(run)});
  }
  if (points.empty()) throw InputError(config_.path + ": /where", "no point is left: no combination fits all filters");

  std::vector<Point> by_id = points;
  const auto less = [](const Point& x, const Point& y) { return x.id != y.id ? x.id < y.id : x.choice < y.choice; };
  std::sort(by_id.begin(), by_id.end(), less);
  for (std::size_t i = 1; i < by_id.size(); ++i)
    if (by_id[i].id == by_id[i - 1].id)
      throw InputError(config_.path, fmt::format("two points are the same run: {}; and {}",
                                                 describe(by_id[i - 1].choice), describe(by_id[i].choice)));
  return points;
}

}  // namespace skipgrid::sweep
